#!/usr/bin/env bash
# Luxon rescales a period of 90 days to "3 months, 6 days", and a year of 365 days to one of 396.
#
# `rescale` is documented to write a duration in its largest units, so what comes out should last as long as what went
# in. Luxon counts a month as 30 days and as 4 weeks, and a week as 7 days, and `shiftToAll`, on which `rescale` rests,
# takes days, weeks and months out of one period by all three: 29 days are a month and a day. Without weeks,
# `shiftTo("months", "days")`, 90 days are 3 months. A notice period of 90 days, shown so to a customer, is 96 days
# long.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund luxon@3.7.2 >/dev/null
cat >check.mjs <<'NODE'
import assert from "node:assert";
import { Duration, VERSION } from "luxon";

console.log("luxon", VERSION);
const found = [29, 30, 90, 365].map((days) => {
  const period = Duration.fromObject({ days });
  const rescaled = period.rescale();
  const withoutWeeks = period.shiftTo("months", "days").toISO();
  console.log(`${period.toISO()}: rescaled ${rescaled.toISO()}, ${rescaled.as("days")} days; no weeks ${withoutWeeks}`);
  return [rescaled.toISO(), rescaled.as("days"), withoutWeeks];
});
assert.deepStrictEqual(found, [
  ["P1M1D", 31, "P29D"],
  ["P1M2D", 32, "P1M"],
  ["P3M6D", 96, "P3M"],
  ["P1Y1M1D", 396, "P12M5D"],
]);
assert.strictEqual(Duration.fromObject({ days: 90 }).rescale().toHuman(), "3 months, 6 days");
NODE
node check.mjs
