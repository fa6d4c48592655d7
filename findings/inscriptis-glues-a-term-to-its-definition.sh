#!/usr/bin/env bash
# inscriptis runs a list of definitions together: the term, its definition and the next term without a blank.
#
# inscriptis makes text of a page as a browser lays it out, and knows which elements stand in lines of their own.
# `dt` and `dd` are not among them, while the `dl` around them is. Where the page has no white space between the tags,
# which is the rule for pages that a program wrote, the end of a term and the beginning of its definition become one
# word. html2text and lxml's own reading of the tree show that both are there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet inscriptis==2.7.6 html2text==2025.4.15
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html2text
import inscriptis

PAGE = (
    "<!doctype html><html lang=en><head><title>Privacy</title></head><body><p>We keep:</p>"
    "<dl><dt>Analytics</dt><dd>90 days.</dd><dt>Payments</dt><dd>Ten years.</dd></dl>"
    "<ul><li>Logs</li><li>Mail</li></ul></body></html>"
)
text = inscriptis.get_text(PAGE)
print("inscriptis", version("inscriptis"), repr(text))
print("html2text", version("html2text"), repr(html2text.html2text(PAGE)))
assert "Analytics90 days.PaymentsTen years." in text
assert "* Logs\n  * Mail" in text
assert "Analytics\n    90 days." in html2text.html2text(PAGE).replace("\n\n", "\n")
PYTHON
