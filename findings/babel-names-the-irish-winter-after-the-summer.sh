#!/usr/bin/env bash
# Babel calls Dublin's winter time "Irish Standard Time" and its summer time "Greenwich Mean Time".
#
# Irish law makes the summer time the standard and the winter time the exception, and tzdata says so by a *negative*
# saving (-1 h) in winter. Babel asks whether the saving is non-zero to choose the "daylight" name, and CLDR calls that
# name Irish Standard Time (its name of the summer time). So both halves of the year get the other's name: a notice that
# takes effect on 1 January at 12:00 names a zone in which it is 13:00. The offsets printed beside the names are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet babel==2.17.0 tzdata==2025.2
PYTHONTZPATH="" "$folder/venv/bin/python" - <<'PYTHON'
from datetime import UTC, datetime
from importlib.metadata import version

from babel.dates import format_datetime, get_timezone

print("babel", version("babel"), "tzdata", version("tzdata"))
pattern = "d MMMM y HH:mm zzzz (xxx)"
shown = {}
for zone in ("Europe/London", "Europe/Dublin"):
    for month in (1, 7):
        at = datetime(2025, month, 1, 12, tzinfo=UTC)
        shown[zone, month] = format_datetime(at, pattern, tzinfo=get_timezone(zone), locale="en_IE")
        print(f"{zone}: {shown[zone, month]}")
assert shown["Europe/London", 1] == "1 January 2025 12:00 Greenwich Mean Time (+00:00)"
assert shown["Europe/Dublin", 1] == "1 January 2025 12:00 Irish Standard Time (+00:00)"
assert shown["Europe/Dublin", 7] == "1 July 2025 13:00 Greenwich Mean Time (+01:00)"
PYTHON
