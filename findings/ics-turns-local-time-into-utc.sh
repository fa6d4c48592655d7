#!/usr/bin/env bash
# ics.py reads a floating time as UTC and writes it so: "10:00 wherever you are" becomes 10:00 in Greenwich.
#
# RFC 5545, 3.3.5, form 1: a time without Z and without TZID is the same clock time for everybody. icalendar keeps it
# naive. ics.py adds UTC while reading, saves it with a Z, and from then on a reader in Tokyo is told 19:00.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ics==0.7.2 icalendar==6.3.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import icalendar
import ics

HEAD = "BEGIN:VCALENDAR VERSION:2.0 PRODID:-//Example//EN BEGIN:VEVENT UID:terms-2@example.com DTSTAMP:20250101T000000Z"
LINES = [*HEAD.split(), "DTSTART:20250501T100000", "SUMMARY:New terms", "END:VEVENT", "END:VCALENDAR", ""]
source = "\r\n".join(LINES)
saved = ics.Calendar(source).serialize()
before, after = (icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["DTSTART"].dt for text in (source, saved))
print("ics", version("ics"), "icalendar", version("icalendar"))
print("icalendar reads:", before, before.tzinfo)
print("ics.py saves:", next(line for line in saved.splitlines() if line.startswith("DTSTART")))
print("icalendar then reads:", after)
assert before.tzinfo is None
assert "DTSTART:20250501T100000Z" in saved.splitlines(), saved
assert after.utcoffset().total_seconds() == 0
PYTHON
