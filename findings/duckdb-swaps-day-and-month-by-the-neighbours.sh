#!/usr/bin/env bash
# DuckDB reads one and the same cell, 03/04/2024, as 3 April or as 4 March, by what else the file holds.
#
# Where every date of a CSV file fits both orders the sniffer settles on day first; one row with a 28 in second place
# turns the whole column to month first. A daily export from an American program is therefore read rightly from the 13th
# on and with day and month swapped before, and each reading is a valid DATE that nothing questions. `dateformat` holds
# it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==1.4.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import datetime

import duckdb

print("duckdb", duckdb.__version__)


def first_day(source, *cells):
    with open("sent.csv", "w") as file:
        file.write("notice,sent\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    day = duckdb.sql(f"SELECT sent FROM {source} ORDER BY notice").fetchall()[0][0]
    print(f"{source} of {cells}: the first is {day:%d %B %Y}")
    return day


alone = first_day("'sent.csv'", "03/04/2024")
beside = first_day("'sent.csv'", "03/04/2024", "03/28/2024")
told = first_day("read_csv('sent.csv', dateformat='%m/%d/%Y')", "03/04/2024")
assert alone == datetime.date(2024, 4, 3), alone
assert beside == told == datetime.date(2024, 3, 4), (beside, told)
PYTHON
