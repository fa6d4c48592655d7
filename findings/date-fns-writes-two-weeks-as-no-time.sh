#!/usr/bin/env bash
# date-fns writes a duration of two weeks as P0Y0M0DT0H0M0S, no time at all.
#
# Its type for durations has weeks, `add` counts them and `formatDuration` says them; ISO 8601 has P2W.
# `formatISODuration` writes years, months, days and the parts of a day and leaves the weeks out, also beside other
# parts: two weeks and a day are P0Y0M1D. A cooling-off period that goes through it into a file or another service is
# gone there, and zero is a valid period to whoever reads it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund date-fns@4.4.0 >/dev/null
cat >check.cjs <<'NODE'
const assert = require("node:assert");
const { add, formatDuration, formatISODuration } = require("date-fns");

console.log("date-fns", require("date-fns/package.json").version);
const written = [{ weeks: 2 }, { weeks: 2, days: 1 }, { days: 14 }].map((period) => {
  const end = add(new Date(2025, 4, 1), period);
  const forms = [formatISODuration(period), formatDuration(period), `${end.getDate()} May`];
  console.log(JSON.stringify(period), forms);
  return forms;
});
assert.deepStrictEqual(written, [
  ["P0Y0M0DT0H0M0S", "2 weeks", "15 May"],
  ["P0Y0M1DT0H0M0S", "2 weeks 1 day", "16 May"],
  ["P0Y0M14DT0H0M0S", "14 days", "15 May"],
]);
NODE
node check.cjs
