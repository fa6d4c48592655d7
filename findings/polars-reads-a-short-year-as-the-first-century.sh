#!/usr/bin/env bash
# polars reads 03/04/24 in a CSV file as 3 April of the year 24, and 03/28/2024 as no date at all.
#
# With `try_parse_dates` it guesses the order day/month/year and takes two digits for the whole year: neither a pivot, as
# strptime's %y has (2024), nor a refusal, but a date of the first century, which sorts, compares and subtracts without a
# complaint. A deadline computed from it has been over for two thousand years.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet polars==1.35.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import datetime
from importlib.metadata import version

import polars

print("polars", version("polars"))


def day_of(text):
    with open("notices.csv", "w") as file:
        file.write(f"notice,sent\n1,{text}\n")
    read = polars.read_csv("notices.csv", try_parse_dates=True)["sent"][0]
    print(f"{text} is read as {read!r}")
    return read


assert day_of("03/04/2024") == datetime.date(2024, 4, 3)
assert day_of("03/04/24") == datetime.date(24, 4, 3)
assert datetime.datetime.strptime("03/04/24", "%d/%m/%y").year == 2024
assert day_of("03/28/2024") == "03/28/2024"
PYTHON
