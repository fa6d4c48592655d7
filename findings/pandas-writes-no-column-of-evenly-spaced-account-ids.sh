#!/usr/bin/env bash
# pandas 3 leaves the account ids out of a Parquet file where they are the index and lie at even distances.
#
# `set_index("account_id")` makes a RangeIndex of 1, 2, 3, 4 and of 10, 12, 14 since 3.0, and `to_parquet` writes such
# an index into pandas' own metadata instead of a column. Of 7, 9, 4 it writes a column as ever. Polars, DuckDB and
# pyarrow then find a file without account ids, in a test of four accounts and for any company that counts its accounts
# from one; with the first gap in the table the column is there. pandas 2.3 writes it always; `index=True` does in
# each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/write.py" <<'PYTHON'
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet

for ids in ([1, 2, 3, 4], [10, 12, 14], [7, 9, 4]):
    table = pandas.DataFrame({"account_id": ids, "email": [f"{each}@example.com" for each in ids]})
    indexed = table.set_index("account_id")
    indexed.to_parquet("accounts.parquet")
    columns = pyarrow.parquet.read_schema("accounts.parquet").names
    assert columns == polars.read_parquet("accounts.parquet").columns
    assert columns == duckdb.sql("select * from 'accounts.parquet'").columns
    print("pandas", pandas.__version__, ids, type(indexed.index).__name__, "->", columns)
    dropped = sys.argv[1].startswith("3") and ids != [7, 9, 4]
    assert columns == (["email"] if dropped else ["email", "account_id"]), columns
    indexed.to_parquet("accounts.parquet", index=True)
    assert "account_id" in pyarrow.parquet.read_schema("accounts.parquet").names
PYTHON
cd "$folder"
for release in 2.3.3 3.0.6 3.1.1; do
  python3 -m venv "$release"
  "$release/bin/pip" install --quiet "pandas==$release" pyarrow==25.0.1 polars==2.1.0 duckdb==1.4.2
  "$release/bin/python" write.py "$release"
done
