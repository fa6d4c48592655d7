#!/usr/bin/env bash
# gray-matter and front-matter read an effective date of 30 February as 2 March; nobody who mistypes a day is told.
#
# Front matter is YAML, and YAML 1.1 reads 2027-02-30 as a timestamp. Both use js-yaml 3, which hands year, month and
# day to JavaScript's Date, and that counts on into the next month. `yaml` does the same when it is asked for
# timestamps. PyYAML refuses the day, and js-yaml 5 keeps it as the text that it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet PyYAML==6.0.3
cd "$folder"
npm install --silent --no-fund --no-audit gray-matter@4.0.3 front-matter@4.0.2 yaml@2.9.1 js-yaml@5.5.0 >/dev/null
cat > read.cjs <<'NODE'
const assert = require("node:assert");
const line = "effective: 2027-02-30";
const note = `---\n${line}\n---\nWe keep less.\n`;
const day = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
const read = {
  "gray-matter 4.0.3": require("gray-matter")(note).data.effective,
  "front-matter 4.0.2": require("front-matter")(note).attributes.effective,
  "yaml 2.9.1, with timestamps": require("yaml").parse(line, { customTags: ["timestamp"] }).effective,
  "js-yaml 5.5.0": require("js-yaml").load(line).effective,
};
for (const [name, value] of Object.entries(read)) console.log(name, day(value));
assert.deepStrictEqual(Object.values(read).map(day), ["2027-03-02", "2027-03-02", "2027-03-02", "2027-02-30"]);
NODE
node read.cjs
"$folder/venv/bin/python" - <<'PYTHON'
import yaml

try:
    yaml.safe_load("effective: 2027-02-30")
except ValueError as error:
    print("PyYAML", yaml.__version__, error)
else:
    raise SystemExit("PyYAML takes the day now")
PYTHON
