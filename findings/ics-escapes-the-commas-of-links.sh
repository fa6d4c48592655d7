#!/usr/bin/env bash
# ics.py puts backslashes into the link of an event, so the link breaks when a calendar is read and saved.
#
# RFC 5545 escapes commas and semicolons in values of type TEXT (3.3.11); URL is a URI (3.8.4.6), which has no escapes.
# ics.py reads https://example.com/terms?v=1,2;lang=en as it stands and saves https://example.com/terms?v=1\,2\;lang=en,
# which ical.js, used by Thunderbird, reads as it stands too: a link with backslashes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ics==0.7.2
cd "$folder"
npm install --silent --no-audit --no-fund ical.js@2.2.1 >/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import ics

LINK = "https://example.com/terms?v=1,2;lang=en"
HEAD = "BEGIN:VCALENDAR VERSION:2.0 PRODID:-//Example//EN BEGIN:VEVENT UID:terms-2@example.com DTSTAMP:20250101T000000Z"
LINES = [*HEAD.split(), "DTSTART:20250501T000000Z", "SUMMARY:New terms", f"URL:{LINK}", "END:VEVENT", "END:VCALENDAR", ""]
source = "\r\n".join(LINES)
calendar = ics.Calendar(source)
saved = calendar.serialize()
print("ics", version("ics"), "reads", next(iter(calendar.events)).url)
print("and saves", next(line for line in saved.splitlines() if line.startswith("URL")))
assert next(iter(calendar.events)).url == LINK
for name, text in (("before", source), ("after", saved)):
    with open(f"{name}.ics", "w", newline="") as file:
        file.write(text)
PYTHON
cat > check.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const link = (name) =>
  new ICAL.Component(ICAL.parse(readFileSync(name, "utf8"))).getFirstSubcomponent("vevent").getFirstPropertyValue("url");
console.log("ical.js reads", link("before.ics"), "and then", link("after.ics"));
if (link("before.ics") !== "https://example.com/terms?v=1,2;lang=en") process.exit(1);
if (link("after.ics") !== "https://example.com/terms?v=1\\,2\\;lang=en") process.exit(1);
JAVASCRIPT
node check.mjs
