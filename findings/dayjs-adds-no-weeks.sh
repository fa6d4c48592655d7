#!/usr/bin/env bash
# Day.js leaves a date where it is when two weeks, P2W, are added to it, and adds 30 days for -P30D.
#
# Its plugin for durations reads ISO 8601. `asDays()` of P2W is 14, but `add` takes years, months, days and the smaller
# parts out of the duration and passes the weeks over; the minus sign of -P30D is read by its pattern and then dropped.
# A withdrawal period kept as P2W ends on the day on which it began. The duration made of a number, 31 days, is a month
# and 14 hours: added to 31 January it leads to 29 February, where P31D leads to 2 March. Temporal's polyfill is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund dayjs@1.11.23 @js-temporal/polyfill@0.5.1 >/dev/null
cat >check.cjs <<'NODE'
const assert = require("node:assert");
const { Temporal } = require("@js-temporal/polyfill");
const dayjs = require("dayjs");
dayjs.extend(require("dayjs/plugin/utc"));
dayjs.extend(require("dayjs/plugin/duration"));

console.log("dayjs", require("dayjs/package.json").version);
const start = "2024-01-31";
const reached = (duration) => dayjs.utc(start).add(duration).format("YYYY-MM-DD");
const read = ["P14D", "P2W", "P1W1D", "-P30D", "P31D"].map((text) => {
  const rightly = Temporal.PlainDate.from(start).add(text).toString();
  console.log(`${start} and ${text}: dayjs ${reached(dayjs.duration(text))}, Temporal ${rightly}`);
  return [reached(dayjs.duration(text)), rightly];
});
assert.deepStrictEqual(read, [
  ["2024-02-14", "2024-02-14"],
  ["2024-01-31", "2024-02-14"],
  ["2024-02-01", "2024-02-08"],
  ["2024-03-01", "2024-01-01"],
  ["2024-03-02", "2024-03-02"],
]);
assert.strictEqual(dayjs.duration("P2W").asDays(), 14);
const counted = dayjs.duration(31, "days");
console.log(`31 days are ${counted.toISOString()} and lead to ${reached(counted)}`);
assert.deepStrictEqual([counted.toISOString(), reached(counted)], ["P1MT14H", "2024-02-29"]);
NODE
node check.cjs
