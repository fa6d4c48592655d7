#!/usr/bin/env bash
# Three readers of Word files number the clauses anew under each article although the file says that they run on.
#
# Contracts often count clauses through all articles: Article I with clauses 1 and 2, Article II with clause 3. Word
# keeps that as w:lvlRestart="0" (ISO/IEC 29500-1, 17.9.10: the level never restarts). pandoc, docx2python and mammoth
# pass the element over without a word, and clause 3 becomes clause 1 of its article.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypandoc-binary==1.17 docx2python==3.7.1 mammoth==1.13.0 python-docx==1.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
import pypandoc
from docx2python import docx2python
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

ARTICLE = '<w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/>'
CLAUSE = '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="%2."/>'
LEVELS = f'<w:lvl w:ilvl="0">{ARTICLE}</w:lvl><w:lvl w:ilvl="1">{CLAUSE}</w:lvl>'
document = docx.Document()
numbering = document.part.numbering_part.element
for element in list(numbering):
    numbering.remove(element)
numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="0">{LEVELS}</w:abstractNum>'))
numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))
for text, level in (("Service", 0), ("Access", 1), ("Fees", 1), ("Law", 0), ("Courts", 1)):
    number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    document.add_paragraph(text)._p.get_or_add_pPr().append(parse_xml(number))
document.save("terms.docx")
print("pandoc", pypandoc.get_pandoc_version(), "docx2python", version("docx2python"), "mammoth", version("mammoth"))
by_pandoc = pypandoc.convert_file("terms.docx", "plain").split()
by_docx2python = docx2python("terms.docx").text.split()
with open("terms.docx", "rb") as file:
    result = mammoth.convert_to_html(file)
print("pandoc:", " ".join(by_pandoc))
print("docx2python:", " ".join(by_docx2python))
print("mammoth:", result.value, result.messages)
assert by_pandoc[-2:] == ["1.", "Courts"], by_pandoc
assert by_docx2python[-2:] == ["1)", "Courts"], by_docx2python
assert result.value.endswith("<li>Law<ol><li>Courts</li></ol></li></ol>") and not result.messages, result
PYTHON
