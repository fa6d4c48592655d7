#!/usr/bin/env bash
# pandas reads the duration P1M, one month, as one minute, and P1.5D, a day and a half, as five days and a second.
#
# `Timedelta` takes the letter M for minutes wherever it stands, before the T as well as after it, and what precedes a
# decimal point for seconds, whichever part it belongs to. Both are valid in ISO 8601. The year, which a timedelta cannot
# hold either, is refused; the month passes without a word. A notice period kept as P1M becomes sixty seconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pandas==2.3.3 isodate==0.7.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import isodate
import pandas

print("pandas", version("pandas"), "isodate", version("isodate"))
read = {}
for text in ("P30D", "P1M", "P1.5D", "P1Y"):
    try:
        read[text] = str(pandas.Timedelta(text))
    except ValueError as error:
        read[text] = f"refused: {error}"
    print(f"{text}: pandas {read[text]}; isodate {isodate.parse_duration(text)}")
assert read["P30D"] == "30 days 00:00:00"
assert read["P1M"] == "0 days 00:01:00", read
assert read["P1.5D"] == "5 days 00:00:01", read
assert read["P1Y"].startswith("refused"), read
PYTHON
