#!/usr/bin/env bash
# DuckDB leaves out the rows of a CSV file that start with a number sign, though nothing said that it has comments.
#
# RFC 4180 knows no comments. The sniffer tries `#` as one by itself and keeps the guess when the rest of the file fits,
# so of three tickets called "#1", "#2" and "3" one is left, without an error or a rejected row. `comment=''` brings the
# others back. The same file read by pyarrow has all three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==1.4.2 pyarrow==22.0.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import duckdb
import pyarrow.csv

print("duckdb", duckdb.__version__, "pyarrow", version("pyarrow"))
with open("tickets.csv", "w") as file:
    file.write("ticket,note\n#1,objection\n#2,question\n3,thanks\n")
guessed = duckdb.sql("SELECT ticket::VARCHAR FROM 'tickets.csv'").fetchall()
told = duckdb.sql("SELECT ticket FROM read_csv('tickets.csv', comment='')").fetchall()
other = pyarrow.csv.read_csv("tickets.csv")["ticket"].to_pylist()
print("duckdb:", guessed)
print("duckdb, comment='':", told)
print("pyarrow:", other)
assert guessed == [("3",)], guessed
assert told == [("#1",), ("#2",), ("3",)], told
assert other == ["#1", "#2", "3"], other
PYTHON
