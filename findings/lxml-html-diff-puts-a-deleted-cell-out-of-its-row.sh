#!/usr/bin/env bash
# lxml.html.diff moves what a table's cell used to say into the first column, and writes words that neither page has.
#
# "None" became "Advertising". The new word is marked in its cell; the old cell is written behind the end of its row,
# so that a browser begins a row with it: "None" stands under the names, no longer beside "Recipients". Where only a link's target
# changed, the marked text says "Link: /rights", words of nobody, and the full stop after it counts as changed too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lxml==6.1.3 html5lib==1.1
"$folder/venv/bin/python" - <<'PYTHON'
import html5lib
from lxml import etree
from lxml.html.diff import htmldiff

row = "<table><tr><td>Recipients</td><td>{}</td></tr></table>"
marked = htmldiff(row.format("None"), row.format("Advertising"))
page = html5lib.parse(marked, namespaceHTMLElements=False)
rows = [["".join(cell.itertext()).strip() for cell in row.iter("td")] for row in page.iter("tr")]
print("lxml", etree.__version__, marked, rows)
assert rows == [["Recipients", "Advertising"], ["None"]]

linked = htmldiff('<p>See <a href="/a">here</a>.</p>', '<p>See <a href="/rights">here</a>.</p>')
print(linked)
assert "Link: /rights" in linked
assert "<ins>.</ins>" in linked
PYTHON
