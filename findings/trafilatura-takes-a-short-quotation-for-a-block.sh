#!/usr/bin/env bash
# trafilatura breaks a sentence into paragraphs at a short quotation (`q`), and loses its quotation marks.
#
# HTML has `q` for a quotation within a sentence, to which the browser adds the quotation marks, and `blockquote` for one
# that stands alone. trafilatura maps both to its one element for quotations, which is a block: the rest of the sentence
# becomes a paragraph that begins with the comma. Of the marks nothing is left, so that nobody sees what was quoted.
# inscriptis and html2text keep the sentence whole, with quotation marks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet trafilatura==2.3.1 inscriptis==2.7.6 lxml_html_clean==0.4.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import inscriptis
import trafilatura

PAGE = """<!doctype html><html lang="en"><head><title>Privacy policy</title></head><body><main><article>
<h1>Privacy policy</h1>
<p>This policy tells which personal data Example Ltd collects about you, why, how long it is kept, and who receives it.</p>
<p>In this policy <q>partner</q>, unless a section says otherwise, means a company that sells our products in its shop.</p>
</article></main></body></html>"""
text = trafilatura.extract(PAGE)
print("trafilatura", version("trafilatura"))
print(text)
print("inscriptis", version("inscriptis"))
print(inscriptis.get_text(PAGE))
assert 'In this policy "partner", unless' in inscriptis.get_text(PAGE)
assert "In this policy partner\n, unless" in text.replace("\n\n", "\n"), text
PYTHON
