#!/usr/bin/env bash
# dateparser finds "30 days from 1" and "May 2024" in "30 days from 1 May 2024", so the day of the date is lost.
#
# `search_dates` takes the longest run of words that it knows: "from" is one of them, and the 1 is swallowed by the
# period before it. What is left, "May 2024", gets the day of today (or of RELATIVE_BASE). It also finds a month in "We
# may". The period itself counts *back* from today. `parse` of "1 May 2024" alone is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dateparser==1.5.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

import dateparser
from dateparser.search import search_dates

SETTINGS = {"RELATIVE_BASE": datetime(2024, 6, 15)}
found = search_dates("You can object within 30 days from 1 May 2024.", languages=["en"], settings=SETTINGS)
found = [(words, f"{day:%Y-%m-%d}") for words, day in found]
alone = dateparser.parse("1 May 2024", languages=["en"], settings=SETTINGS)
verb = search_dates("We may sell it.", languages=["en"], settings=SETTINGS)
print("dateparser", version("dateparser"))
print("in the sentence:", found)
print("alone:", alone.date())
print("in 'We may sell it.':", verb)
assert ("May 2024", "2024-05-15") in found, found
assert ("1 May 2024", "2024-05-01") not in found
assert alone == datetime(2024, 5, 1)
PYTHON
