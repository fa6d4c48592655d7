#!/usr/bin/env bash
# Six makers of text or Markdown from HTML turn "30 days" with footnote 1 into "301 days".
#
# A footnote's mark is a raised digit (<sup>), often right behind the number that it explains. html2text, markdownify,
# inscriptis, BeautifulSoup, turndown and html-to-text drop the raising and keep the digit: 30 becomes 301 and EUR 10
# becomes EUR 102. No later step can tell such numbers from real ones. (markdownify has `sup_symbol`, empty unless set;
# pandoc writes 30^1^.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet html2text==2025.4.15 markdownify==1.2.2 inscriptis==2.7.6 beautifulsoup4==4.14.2
cd "$folder"
npm install --silent --no-audit --no-fund html-to-text@9.0.5 turndown@7.2.2 >/dev/null
node -e '
const { convert } = require("html-to-text");
const Turndown = require("turndown");
const version = (name) => require("./node_modules/" + name + "/package.json").version;
const page = "<p>You have 30<sup>1</sup> days.</p>";
const made = { "html-to-text": convert(page), turndown: new Turndown().turndown(page) };
for (const [name, text] of Object.entries(made)) {
  console.log(name, version(name) + ":", text);
  if (text !== "You have 301 days.") process.exit(1);
}
'
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html2text
import inscriptis
import markdownify
from bs4 import BeautifulSoup

PAGE = "<p>You have 30<sup>1</sup> days.</p>"
made = {
    "html2text": html2text.html2text(PAGE).strip(),
    "markdownify": markdownify.markdownify(PAGE).strip(),
    "inscriptis": inscriptis.get_text(PAGE).strip(),
    "beautifulsoup4": BeautifulSoup(PAGE, "html.parser").get_text(),
}
for name, text in made.items():
    print(f"{name} {version(name)}: {text}")
    assert text == "You have 301 days.", made
PYTHON
