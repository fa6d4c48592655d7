#!/usr/bin/env bash
# fastparquet writes a day of 2026 as one of January 1970 where Spark's form of time, INT96, is asked under pandas 3.
#
# A column of times is counted in microseconds since pandas 3, where pandas 2 took nanoseconds; fastparquet takes what it
# gets for nanoseconds when it makes INT96 of it. Every reader then shows the thousandth part of the time since 1970.
# With times="int64", the default, the unit is respected. A file of sign-ups written so holds only accounts of 1970.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/write.py" <<'PYTHON'
import sys
import warnings

import pandas
import polars
import pyarrow.parquet

warnings.simplefilter("ignore")
import fastparquet  # noqa: E402 - after the warning about it is off

table = pandas.DataFrame({"signed_up": pandas.to_datetime(["2026-11-30 10:00"])})
for times in ("int64", "int96"):
    fastparquet.write("accounts.parquet", table, times=times)
    seen = polars.read_parquet("accounts.parquet").item().date().isoformat()
    assert seen == pyarrow.parquet.read_table("accounts.parquet")["signed_up"][0].as_py().date().isoformat()
    print("pandas", pandas.__version__, "fastparquet", fastparquet.__version__, table.signed_up.dtype, times, seen)
    wrong = times == "int96" and sys.argv[1].startswith("3")
    assert seen == ("1970-01-21" if wrong else "2026-11-30"), seen
PYTHON
cd "$folder"
for release in 2.3.3 3.1.1; do
  python3 -m venv "$release"
  "$release/bin/pip" install --quiet "pandas==$release" fastparquet==2026.9.0 pyarrow==25.0.1 polars==2.1.0
  "$release/bin/python" write.py "$release"
done
