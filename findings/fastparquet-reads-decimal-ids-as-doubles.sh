#!/usr/bin/env bash
# fastparquet reads the whole numbers of a DECIMAL column as doubles, so account ids that differ become one.
#
# A database that keeps ids in NUMERIC(20,0) exports them to Parquet as DECIMAL with scale 0: exact by the format's
# own words, and read exactly by pyarrow, DuckDB and polars. fastparquet makes float64 of every decimal, also of one
# without a fraction, and says nothing. Three accounts have one id afterwards, and it ends in 168.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet fastparquet==2026.9.0 pyarrow==25.0.1 pandas==3.0.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import Decimal
from importlib.metadata import version

import fastparquet
import pyarrow
import pyarrow.parquet

ids = [Decimal(12345678901234567100 + n) for n in range(3)]
table = pyarrow.table({"account_id": pyarrow.array(ids, pyarrow.decimal128(20, 0))})
pyarrow.parquet.write_table(table, "accounts.parquet")
exact = pyarrow.parquet.read_table("accounts.parquet")["account_id"].to_pylist()
column = fastparquet.ParquetFile("accounts.parquet").to_pandas()["account_id"]
print("fastparquet", version("fastparquet"), column.dtype, [f"{each:.0f}" for each in column])
print("pyarrow", pyarrow.__version__, [str(each) for each in exact])
assert exact == ids
assert str(column.dtype) == "float64"
assert {f"{each:.0f}" for each in column} == {"12345678901234567168"}
PYTHON
