#!/usr/bin/env bash
# Babel's parse_date swaps month and day when a date does not fit the order of the locale, and refuses other wrong dates.
#
# In the United States 13/1/2024 is no date, and in Britain 1/13/2024 is none. Babel reads both as 13 January: when the
# number at the month's place is above 12, it exchanges the two and goes on. So a file whose dates are in the other order
# is read half rightly, up to the 12th of each month wrongly, and nothing is reported. 31.02.2024 is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Babel==2.19.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from babel.dates import ParseError, parse_date

print("Babel", version("Babel"))
read = {}
for text, locale in (("12/1/2024", "en_US"), ("13/1/2024", "en_US"), ("1/13/2024", "en_GB"), ("31.02.2024", "de")):
    try:
        read[text] = str(parse_date(text, locale=locale))
    except ParseError:
        read[text] = "refused"
    print(f"{text} in {locale}: {read[text]}")
assert read == {
    "12/1/2024": "2024-12-01",
    "13/1/2024": "2024-01-13",
    "1/13/2024": "2024-01-13",
    "31.02.2024": "refused",
}, read
PYTHON
