#!/usr/bin/env bash
# humanize-duration writes the Arabic 30 with an Arabic three and a Persian zero, so no search for the number finds it.
#
# Arabic and Persian have digits of their own (Unicode: U+0660 to U+0669 and U+06F0 to U+06F9), and a number is written
# in one of the two; UTS 39, 5.3, has a test that finds those which mix them. The library takes one to nine from the
# first row and zero from the second, and "and" is the isolated form of the letter waw (U+FEED, kept for older
# encodings) in place of the letter (U+0648). A notice of 30 days looks right, but the 30 that a reader types or Intl
# writes is not found in it. Numbers without a zero are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund humanize-duration@3.35.1 >/dev/null
cat >check.cjs <<'NODE'
const assert = require("node:assert");
const humanizeDuration = require("humanize-duration");

const day = 24 * 60 * 60 * 1000;
const signs = (text) => [...text].map((sign) => "U+" + sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0"));
console.log("humanize-duration", require("humanize-duration/package.json").version);
const read = [30, 25].map((days) => {
  const number = humanizeDuration(days * day, { language: "ar", units: ["d"] }).split(" ")[0];
  const byIntl = new Intl.NumberFormat("ar-EG").format(days);
  console.log(days, number, signs(number).join(" "), "Intl", byIntl, signs(byIntl).join(" "));
  return [signs(number), number === byIntl];
});
assert.deepStrictEqual(read, [
  [["U+0663", "U+06F0"], false],
  [["U+0662", "U+0665"], true],
]);
const joined = humanizeDuration(32 * day, { language: "ar", units: ["w", "d"] });
console.log(joined, signs(joined).join(" "));
assert.ok(signs(joined).includes("U+FEED") && !signs(joined).includes("U+0648"), joined);
NODE
node check.cjs
