#!/usr/bin/env bash
# Makers of text from HTML know `start` of a list or `value` of its items, not both, so one page has two numberings.
#
# HTML numbers a list by <ol start="11"> or by <li value="11"> (4.4.5 and 4.4.8); a browser shows 11 for either.
# html2text, markdownify, turndown and html-to-text read the first alone, inscriptis the second alone: section 11
# becomes section 1, without a word, in four of them for pages that number item by item and in the fifth for pages that
# number the list.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet html2text==2025.4.15 markdownify==1.2.2 inscriptis==2.7.6
cd "$folder"
npm install --silent --no-audit --no-fund html-to-text@9.0.5 turndown@7.2.2 >/dev/null
node -e '
const { convert } = require("html-to-text");
const Turndown = require("turndown");
const version = (name) => require("./node_modules/" + name + "/package.json").version;
const [start, value] = ["<ol start=\"11\"><li>Law</li></ol>", "<ol><li value=\"11\">Law</li></ol>"];
for (const [name, make] of [["html-to-text", convert], ["turndown", (page) => new Turndown().turndown(page)]]) {
  const numbers = [start, value].map((page) => parseInt(make(page)));
  console.log(name, version(name) + ": start 11 is", numbers[0] + ", value 11 is", numbers[1]);
  if (numbers[0] !== 11 || numbers[1] !== 1) process.exit(1);
}
'
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html2text
import inscriptis
import markdownify

START, VALUE = '<ol start="11"><li>Law</li></ol>', '<ol><li value="11">Law</li></ol>'
MAKERS = {"html2text": html2text.html2text, "markdownify": markdownify.markdownify, "inscriptis": inscriptis.get_text}
read = {}
for name, make in MAKERS.items():
    read[name] = [int(make(page).strip().partition(".")[0]) for page in (START, VALUE)]
    print(f"{name} {version(name)}: start 11 is {read[name][0]}, value 11 is {read[name][1]}")
assert read == {"html2text": [11, 1], "markdownify": [11, 1], "inscriptis": [1, 11]}, read
PYTHON
