#!/usr/bin/env bash
# node-ical makes two categories of one that holds an escaped comma, and leaves the backslash in the first.
#
# RFC 5545, 3.8.1.2: categories are a list of TEXT, so a comma inside one is written `\,` (3.3.11). node-ical splits at
# every comma before it unescapes: "Terms, Conditions" and "Privacy" are read as "Terms\", "Conditions" and "Privacy".
# In SUMMARY the same escape is understood. ical.js reads two categories.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node-ical@0.22.1 ical.js@2.2.1 >/dev/null
cat > check.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VEVENT", "UID:terms-2@example.com",
  "DTSTAMP:20250101T000000Z", "DTSTART:20250501T000000Z", "SUMMARY:Terms\\, Conditions",
  "CATEGORIES:Terms\\, Conditions,Privacy", "END:VEVENT", "END:VCALENDAR", ""];
const source = lines.join("\r\n");
const event = Object.values(nodeIcal.sync.parseICS(source)).find((each) => each.type === "VEVENT");
const calendar = new ICAL.Component(ICAL.parse(source));
const other = calendar.getFirstSubcomponent("vevent").getFirstProperty("categories").getValues();
console.log("node-ical", version("node-ical"), JSON.stringify(event.summary), JSON.stringify(event.categories));
console.log("ical.js", version("ical.js"), JSON.stringify(other));
if (event.summary !== "Terms, Conditions") process.exit(1);
if (JSON.stringify(event.categories) !== JSON.stringify(["Terms\\", "Conditions", "Privacy"])) process.exit(1);
if (JSON.stringify(other) !== JSON.stringify(["Terms, Conditions", "Privacy"])) process.exit(1);
JAVASCRIPT
node check.mjs
