#!/usr/bin/env bash
# docx2python drops Word's non-breaking hyphen: "non-exclusive" becomes "nonexclusive", "5-10 days" becomes "510 days".
#
# Ctrl+Shift+Hyphen in Word makes an element, not a character (w:noBreakHyphen, ISO/IEC 29500-1, 17.3.3.18). python-docx
# gives it as "-", mammoth as U+2011; docx2python leaves nothing, and says nothing. A range loses its middle and becomes
# a number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet docx2python==3.7.1 mammoth==1.13.0 python-docx==1.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
from docx2python import docx2python
from docx.oxml import OxmlElement

document = docx.Document()
run = document.add_paragraph().add_run("We answer in 5")
run._r.append(OxmlElement("w:noBreakHyphen"))
run.add_text("10 days.")
document.save("policy.docx")
with open("policy.docx", "rb") as file:
    by_mammoth = mammoth.extract_raw_text(file).value.strip()
by_docx2python, by_docx = docx2python("policy.docx").text.strip(), docx.Document("policy.docx").paragraphs[0].text
print("docx2python", version("docx2python"), by_docx2python)
print("python-docx", version("python-docx"), by_docx)
print("mammoth", version("mammoth"), by_mammoth)
assert by_docx2python == "We answer in 510 days.", by_docx2python
assert by_docx == "We answer in 5-10 days."
assert by_mammoth == "We answer in 5\u201110 days."
PYTHON
