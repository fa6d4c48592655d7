#!/usr/bin/env bash
# pandoc accepts that two headings became one, and keeps both.
#
# Word records that somebody joined two paragraphs as a deletion of the first one's mark (<w:rPr><w:del/></w:rPr> in its
# properties; ISO/IEC 29500-1, 17.13.5.15). With --track-changes=accept pandoc joins two such paragraphs of text, as Word
# and LibreOffice do, and leaves two such headings apart: the text that was accepted has a section more than the one that
# everybody signed, and each section after it another number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypandoc-binary==1.17 python-docx==1.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import docx
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

print("pandoc", pypandoc.get_pandoc_version())
found = {}
for style in ("Normal", "Heading 1"):
    document = docx.Document()
    first = document.add_paragraph("Fees", style)
    document.add_paragraph(" and taxes", style)
    gone = f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="Counsel" w:date="2026-01-02T00:00:00Z"/></w:rPr>'
    first._p.get_or_add_pPr().append(parse_xml(gone))
    document.save("terms.docx")
    found[style] = pypandoc.convert_file("terms.docx", "markdown", extra_args=["--track-changes=accept"])
    print(f"{style}: {found[style]!r}")
assert found == {"Normal": "Fees and taxes\n", "Heading 1": "# Fees\n\n#  and taxes\n"}, found
PYTHON
