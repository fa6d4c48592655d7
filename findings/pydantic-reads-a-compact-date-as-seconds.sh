#!/usr/bin/env bash
# Pydantic makes 23 August 1970 of "20261130" and the year 2610 of an archive's time stamp where a datetime is asked.
#
# A text of digits alone counts as seconds since 1970, beyond 2e10 as milliseconds. ISO 8601 writes 20261130 for
# 2026-11-30, `date.fromisoformat` and `datetime.fromisoformat` read it so since Python 3.11, and archives of the web
# name their snapshots with 14 such digits. With time and zone, 20261130T101500Z, the compact form is refused, and a
# field that is a `date` refuses the digits as well, since they are no midnight: only the datetime is silently wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydantic==2.12.4
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date, datetime
from importlib.metadata import version

from pydantic import TypeAdapter, ValidationError

print("pydantic", version("pydantic"))
moment = TypeAdapter(datetime)
read = {text: moment.validate_python(text).isoformat() for text in ("2026-11-30", "20261130", "20210502143000", "2026")}
print(read)
assert read == {
    "2026-11-30": "2026-11-30T00:00:00",
    "20261130": "1970-08-23T12:05:30+00:00",
    "20210502143000": "2610-06-12T20:22:23+00:00",
    "2026": "1970-01-01T00:33:46+00:00",
}, read
assert moment.validate_json('"20261130"').year == 1970
try:
    TypeAdapter(date).validate_python("20261130")
except ValidationError as refused:
    print("as a date:", refused.errors()[0]["type"])
    assert refused.errors()[0]["type"] == "date_from_datetime_inexact"
else:
    raise AssertionError("a date took the compact form")
PYTHON
