#!/usr/bin/env bash
# htmldate dates a policy that says "Updated March 2026" to 1 January 2026, a day that stands nowhere on the page.
#
# Where it finds no whole date it takes a year and completes it, in the form of a date like any other: nothing tells
# the day that was read from the one that was made up. French policies whose date is the first of a month, written
# "1er mars 2026" as French is written, get New Year's Day as well; with "2 mars 2026" the day is read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet htmldate==1.11.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from htmldate import find_date

PAGE = "<html><head><title>Privacy</title></head><body><h1>Privacy</h1><p>{}</p><p>{}</p></body></html>"
FILLING = "We collect little and keep it for a short time. " * 12
lines = ["Updated March 2026", "Dernière mise à jour : 1er mars 2026", "Dernière mise à jour : 2 mars 2026"]
found = [find_date(PAGE.format(line, FILLING), max_date="2030-01-01") for line in lines]
print("htmldate", version("htmldate"), dict(zip(lines, found)))
assert found == ["2026-01-01", "2026-01-01", "2026-03-02"]
PYTHON
