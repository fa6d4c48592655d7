#!/usr/bin/env bash
# Four makers of plain text from HTML take the words in <del> and <s> for words like any other.
#
# "We <del>never</del> sell your data" says that never is gone (HTML, 4.7.2). html-to-text (the usual maker of a mail's
# plain part in Node), inscriptis, turndown and BeautifulSoup's get_text write "We never sell your data": whoever reads
# the plain part of a mail with a redline reads the opposite. markdownify and html2text write ~~never~~. turndown has it
# in a plugin.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet inscriptis==2.7.6 beautifulsoup4==4.14.2 markdownify==1.2.2 html2text==2025.4.15
cd "$folder"
npm install --silent --no-audit --no-fund html-to-text@9.0.5 turndown@7.2.2 >/dev/null
node -e '
const { convert } = require("html-to-text");
const Turndown = require("turndown");
const version = (name) => require("./node_modules/" + name + "/package.json").version;
const page = "<p>We <del>never</del> sell your data.</p>";
const made = { "html-to-text": convert(page), turndown: new Turndown().turndown(page) };
for (const [name, text] of Object.entries(made)) {
  console.log(name, version(name) + ":", text);
  if (text !== "We never sell your data.") process.exit(1);
}
'
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html2text
import inscriptis
import markdownify
from bs4 import BeautifulSoup

PAGE = "<p>We <del>never</del> sell your data.</p>"
made = {
    "inscriptis": inscriptis.get_text(PAGE).strip(),
    "beautifulsoup4": BeautifulSoup(PAGE, "html.parser").get_text(),
    "markdownify": markdownify.markdownify(PAGE).strip(),
    "html2text": html2text.html2text(PAGE).strip(),
}
for name, text in made.items():
    print(f"{name} {version(name)}: {text}")
assert made["inscriptis"] == made["beautifulsoup4"] == "We never sell your data.", made
assert made["markdownify"] == made["html2text"] == "We ~~never~~ sell your data.", made
PYTHON
