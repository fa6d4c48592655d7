#!/usr/bin/env bash
# DuckDB reads a CSV column of languages as BOOLEAN when everybody in the file speaks Norwegian.
#
# Its sniffer tries BOOLEAN first, and that type takes "no" (and "t", "f", "yes"). One "en" in the column makes it text
# again, so the same export is read in two ways from one day to the next, and in a file that is cut by country the
# accounts' language (ISO 639-1 `no`) is false. Known from YAML; here nobody wrote a scalar by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==1.4.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb

print("duckdb", duckdb.__version__)


def languages(*rows):
    with open("accounts.csv", "w") as file:
        file.write("account,language\n" + "".join(f"a{n},{language}\n" for n, language in enumerate(rows)))
    relation = duckdb.sql("SELECT language FROM 'accounts.csv' ORDER BY account")
    read = [str(row[0]) for row in relation.fetchall()]
    print(f"{rows} is read as {relation.types[0]}: {read}")
    return read


assert languages("no", "en") == ["no", "en"]
assert languages("no", "no") == ["False", "False"]
PYTHON
