#!/usr/bin/env bash
# htmldocx numbers every list of a Word file on from the one before; html-for-docx restarts, but at one, not at seven.
#
# htmldocx writes the style "List Number" of python-docx and no numbering of its own: all items share one `w:numId`, and
# Word counts on by it, past headings and text between. HTML counts each `ol` from one, or from its `start`. Two lists of
# two clauses and one that begins at clause 7 become clauses 1 to 5. Its successor html-for-docx gives each list a
# number of its own and leaves `start` out. Pandoc keeps all three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet htmldocx==0.0.6 html-for-docx==1.0.10 python-docx==1.2.0 pypandoc-binary==1.15
cd "$folder"
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import pypandoc
from docx import Document
from html4docx import HtmlToDocx as Html4Docx
from htmldocx import HtmlToDocx

page = (
    "<h2>Rights</h2><ol><li>Access</li><li>Erasure</li></ol><h2>Duties</h2><ol><li>Answer</li><li>Delete</li></ol>"
    '<p>Then:</p><ol start="7"><li>Pay</li></ol>'
)
numbers = {}
for name, writer in (("htmldocx", HtmlToDocx), ("html-for-docx", Html4Docx)):
    document = Document()
    writer().add_html_to_document(page, document)
    document.save("page.docx")
    shown = pypandoc.convert_file("page.docx", "plain", extra_args=["--wrap=none"]).split("\n")
    numbers[name] = " ".join(line for line in shown if line[:1].isdigit()).replace("  ", " ")
    print(name, version(name), "->", numbers[name])
assert numbers == {
    "htmldocx": "1. Access 2. Erasure 3. Answer 4. Delete 5. Pay",
    "html-for-docx": "1. Access 2. Erasure 1. Answer 2. Delete 1. Pay",
}, numbers
pypandoc.convert_text(page, "docx", format="html", outputfile="page.docx")
rightly = pypandoc.convert_file("page.docx", "plain", extra_args=["--wrap=none"])
print("pandoc", pypandoc.get_pandoc_version(), "->", [line for line in rightly.split("\n") if line[:1].isdigit()])
assert "7.  Pay" in rightly and rightly.count("1.  A") == 2, rightly
PYTHON
