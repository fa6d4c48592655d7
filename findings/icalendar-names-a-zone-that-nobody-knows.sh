#!/usr/bin/env bash
# icalendar writes a time with an offset, 10:00+02:00, in a time zone called "UTC+02:00" that the file does not define.
#
# RFC 5545, 3.2.19, wants a VTIMEZONE for every TZID that is named. A datetime of the standard library with a fixed
# offset (as `fromisoformat` makes it) could be written in UTC; icalendar writes DTSTART;TZID="UTC+02:00" and no
# definition, and `add_missing_timezones` finds nothing to add. ical.js, which knows no such zone, reads a floating
# time: 10:00 wherever the reader is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet icalendar==6.3.2
cd "$folder"
npm install --silent --no-audit --no-fund ical.js@2.2.1 >/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

import icalendar

calendar = icalendar.Calendar()
calendar.add("version", "2.0")
calendar.add("prodid", "-//Example//EN")
event = icalendar.Event()
event.add("uid", "terms-2@example.com")
event.add("dtstamp", datetime.fromisoformat("2025-01-01T00:00:00+00:00"))
event.add("dtstart", datetime.fromisoformat("2025-05-01T10:00:00+02:00"))
calendar.add_component(event)
calendar.add_missing_timezones()
text = calendar.to_ical().decode()
print("icalendar", version("icalendar"), next(line for line in text.splitlines() if line.startswith("DTSTART")))
with open("terms.ics", "w", newline="") as file:
    file.write(text)
assert 'DTSTART;TZID="UTC+02:00":20250501T100000' in text and "VTIMEZONE" not in text, text
PYTHON
cat > check.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const event = new ICAL.Component(ICAL.parse(readFileSync("terms.ics", "utf8"))).getFirstSubcomponent("vevent");
const start = event.getFirstPropertyValue("dtstart");
console.log("ical.js reads", start.toString(), "in", start.zone.tzid);
if (start.toString() !== "2025-05-01T10:00:00" || start.zone.tzid !== "floating") process.exit(1);
JAVASCRIPT
node check.mjs
