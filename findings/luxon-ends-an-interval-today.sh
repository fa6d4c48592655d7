#!/usr/bin/env bash
# Luxon reads the interval 2024-01-15/20, the 15th to the 20th of January, as one that ends today at eight at night.
#
# ISO 8601 lets the end of an interval leave out what it shares with its start, and the article that Luxon's
# documentation names for its formats shows that form. Luxon reads the end by itself: "20" is an hour and "12:00" a
# time, and both are those of today. The interval is valid, is a day longer every day, and nothing tells: a term of five
# days lasts for years. aniso8601 reads both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet aniso8601==10.0.1
npm install --silent --no-audit --no-fund luxon@3.7.2 >/dev/null
cat >intervals.mjs <<'NODE'
import assert from "node:assert";
import { Interval, Settings, VERSION } from "luxon";

Settings.defaultZone = "utc";
const today = "2025-06-10";
Settings.now = () => Date.parse(`${today}T09:00:00Z`);
console.log("luxon", VERSION, "on", today);
const ends = ["2024-01-15/20", "2024-05-01T10:00/12:00", "2024-01-15/2024-01-20"].map((text) => {
  const interval = Interval.fromISO(text);
  console.log(text, "->", interval.isValid ? interval.toISO() : interval.invalidReason);
  return interval.end.toISO();
});
assert.deepStrictEqual(ends, [
  `${today}T20:00:00.000Z`,
  `${today}T12:00:00.000Z`,
  "2024-01-20T00:00:00.000Z",
]);
NODE
node intervals.mjs
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import aniso8601

texts = ("2024-01-15/20", "2024-05-01T10:00/12:00")
ends = [aniso8601.parse_interval(text)[1].isoformat() for text in texts]
print("aniso8601", version("aniso8601"), ends)
assert ends == ["2024-01-20", "2024-05-01T12:00:00"], ends
PYTHON
