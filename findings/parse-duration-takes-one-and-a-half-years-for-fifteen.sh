#!/usr/bin/env bash
# parse-duration reads "1,5 years" as fifteen years, "0,5 years" as five, and a German "2.000 days" as two.
#
# Its English units take a comma for a mark between thousands wherever it stands, one digit before the end as well, and
# drop it. Most of Europe writes one and a half as 1,5: a period that a policy's table gives so is kept ten times as
# long, without an error. `ms`, pytimeparse and pytimeparse2 have no answer to it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund parse-duration@2.1.4 ms@2.1.3 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet pytimeparse==1.1.8 pytimeparse2==1.7.1
cat >read.mjs <<'NODE'
import assert from "node:assert";
import { createRequire } from "node:module";
import ms from "ms";
import parse from "parse-duration";

console.log("parse-duration", createRequire(import.meta.url)("parse-duration/package.json").version);
const texts = ["1.5 years", "1,5 years", "0,5 years", "2,000 days", "2.000 days"];
const read = texts.map((text) => [text, parse(text, "d"), ms(text) === undefined ? null : ms(text) / 864e5]);
for (const [text, ours, other] of read) console.log(`${text}: ${ours} days; ms: ${other}`);
assert.deepStrictEqual(
  read.map(([, days]) => days),
  [547.875, 5478.75, 1826.25, 2000, 2],
);
assert.deepStrictEqual([read[1][2], read[2][2]], [null, null]);
NODE
node read.mjs
venv/bin/python - <<'PYTHON'
import pytimeparse
import pytimeparse2

answers = [reader.parse("1,5 years") for reader in (pytimeparse, pytimeparse2)]
print("pytimeparse, pytimeparse2:", answers)
assert answers == [None, None], answers
PYTHON
