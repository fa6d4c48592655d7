#!/usr/bin/env bash
# DuckDB reads a CSV column of 20-digit account ids as DOUBLE, so ids that differ in their last digits become one.
#
# Its sniffer tries BIGINT, which such ids do not fit, and then DOUBLE, before text. Nothing warns, and a later cast to
# VARCHAR writes the lost number out. Exported to Parquet, three accounts are one, and whoever counts accounts by their
# ids leaves two people out. Only a type that is given while reading keeps them apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==1.4.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb

with open("accounts.csv", "w") as file:
    file.write("account_id,email\n")
    file.writelines(f"{12345678901234567890 + n},p{n}@example.com\n" for n in range(3))


def ids(relation):
    return sorted({str(row[0]) for row in duckdb.sql(f"SELECT account_id FROM {relation}").fetchall()})


print("duckdb", duckdb.__version__)
kind = str(duckdb.sql("SELECT account_id FROM 'accounts.csv'").types[0])
duckdb.sql("COPY (SELECT account_id::VARCHAR AS account_id FROM 'accounts.csv') TO 'a.parquet'")
sniffed, cast = ids("'accounts.csv'"), ids("'a.parquet'")
told = ids("read_csv('accounts.csv', types={'account_id': 'VARCHAR'})")
print("sniffed as", kind, sniffed)
print("cast to VARCHAR afterwards:", cast)
print("told to read VARCHAR:", told)
assert kind == "DOUBLE", kind
assert len(sniffed) == len(cast) == 1
assert len(told) == 3
PYTHON
