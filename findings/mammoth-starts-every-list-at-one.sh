#!/usr/bin/env bash
# mammoth numbers every list of a Word file from 1: one that starts at 11, and one that goes on after a paragraph.
#
# The number at which a list starts (w:start, ISO/IEC 29500-1, 17.9.25) and the counter that lists with one w:numId
# share are both in the file, and Word shows 11, 12, a paragraph, 13. mammoth writes two <ol> without a `start`: 1, 2,
# then 1. There is no message. Every "see section 13" in the text then points at nothing. pandoc writes start="11" and
# start="13".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mammoth==1.13.0 pypandoc-binary==1.17 python-docx==1.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LEVEL = '<w:lvl w:ilvl="0"><w:start w:val="11"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
document = docx.Document()
numbering = document.part.numbering_part.element
for element in list(numbering):
    numbering.remove(element)
numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="0">{LEVEL}</w:abstractNum>'))
numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))
for text, numbered in (("Fees", True), ("Term", True), ("In short.", False), ("Law", True)):
    paragraph = document.add_paragraph(text)
    if numbered:
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(number))
document.save("terms.docx")
print("mammoth", version("mammoth"), "pandoc", pypandoc.get_pandoc_version())
with open("terms.docx", "rb") as file:
    result = mammoth.convert_to_html(file)
plain = pypandoc.convert_file("terms.docx", "plain").split()
print("mammoth:", result.value, result.messages)
print("pandoc:", " ".join(plain))
assert result.value == "<ol><li>Fees</li><li>Term</li></ol><p>In short.</p><ol><li>Law</li></ol>", result.value
assert result.messages == []
assert plain == "11. Fees 12. Term In short. 13. Law".split(), plain
PYTHON
