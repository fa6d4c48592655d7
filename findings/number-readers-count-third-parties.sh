#!/usr/bin/env bash
# Readers of numbers written as words take the "third" of a third party for a figure, so that recipients become counts.
#
# Whoever looks for periods ("thirty days") turns words into figures first. text2num makes "3rd parties", number-parser
# "3 parties", words-to-numbers "1 3 party", its article a number as well. "One of our partners" is a count of one to
# two of the three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet text2num==3.1.0 number-parser==0.3.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import number_parser
from text_to_num import alpha2digit

texts = ["a third party", "third parties keep it for thirty days", "one of our partners"]
for text, by_text2num, by_number_parser in zip(
    texts,
    ["a 3rd party", "3rd parties keep it for 30 days", "one of our partners"],
    ["a 3 party", "3 parties keep it for 30 days", "1 of our partners"],
    strict=True,
):
    found = alpha2digit(text, "en"), number_parser.parse(text)
    print("text2num", version("text2num"), found[0], "- number-parser", version("number-parser"), found[1])
    assert found == (by_text2num, by_number_parser)
PYTHON
cd "$folder"
npm install --silent --no-fund --no-audit words-to-numbers@1.5.1 >/dev/null
cat > count.cjs <<'NODE'
const assert = require("node:assert");
const { wordsToNumbers } = require("words-to-numbers");
const found = ["a third party", "one of our partners", "no one"].map((text) => wordsToNumbers(text));
console.log("words-to-numbers 1.5.1", found);
assert.deepStrictEqual(found, ["1 3 party", "1 of our partners", "no 1"]);
NODE
node count.cjs
