#!/usr/bin/env bash
# rrule reads the start of an all-day event as the moment at which it is read.
#
# RFC 5545, 3.8.2.4, lets a start be a day, DTSTART;VALUE=DATE:20250501, and every all-day event is written so. rrulestr
# does not find that start and says nothing; a rule without a start begins now, to the second. The yearly review of a
# policy on 1 May falls on whatever day the calendar is opened, another one tomorrow. The same day without VALUE=DATE is
# found. dateutil, from which rrule is ported, reads the day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet python-dateutil==2.9.0.post0
npm install --silent --no-audit --no-fund rrule@2.8.1 >/dev/null
cat >check.cjs <<'NODE'
const assert = require("node:assert");
const { rrulestr } = require("rrule");

console.log("rrule", require("rrule/package.json").version);
const rule = "RRULE:FREQ=YEARLY;COUNT=2";
const before = Math.floor(Date.now() / 1000) * 1000;
const day = rrulestr(`DTSTART;VALUE=DATE:20250501\n${rule}`).all();
const after = Date.now();
const plain = rrulestr(`DTSTART:20250501\n${rule}`).all();
console.log("DTSTART;VALUE=DATE:20250501 ->", day);
console.log("DTSTART:20250501 ->", plain);
assert.ok(before <= day[0].getTime() && day[0].getTime() <= after, String(day[0]));
assert.deepStrictEqual(
  plain.map((each) => each.toISOString()),
  ["2025-05-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"],
);
NODE
node check.cjs
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

from dateutil.rrule import rrulestr

read = [str(each) for each in rrulestr("DTSTART;VALUE=DATE:20250501\nRRULE:FREQ=YEARLY;COUNT=2")]
print("python-dateutil", version("python-dateutil"), read)
assert read == ["2025-05-01 00:00:00", "2026-05-01 00:00:00"], read
PYTHON
