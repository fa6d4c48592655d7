#!/usr/bin/env bash
# pandoc and mammoth mark what is struck through in a Word file, but take what is struck through twice for living text.
#
# A line (w:strike) and a double line (w:dstrike, ISO/IEC 29500-1, 17.3.2.9) both say "deleted"; comparisons of
# contracts are often sent with double lines. Of "We sell" with a doubly struck "never" before it, both make plain
# "never": the sentence says the opposite of what the page shows, and there is no message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypandoc-binary==1.17 mammoth==1.13.0 python-docx==1.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
import pypandoc

print("pandoc", pypandoc.get_pandoc_version(), "mammoth", version("mammoth"))
read = {}
for kind in ("strike", "double_strike"):
    document = docx.Document()
    paragraph = document.add_paragraph("We ")
    setattr(paragraph.add_run("never ").font, kind, True)
    paragraph.add_run("sell your data.")
    document.save("policy.docx")
    with open("policy.docx", "rb") as file:
        result = mammoth.convert_to_html(file)
    read[kind] = pypandoc.convert_file("policy.docx", "html").strip(), result.value
    print(f"{kind}: pandoc {read[kind][0]}; mammoth {read[kind][1]} {result.messages}")
assert read["strike"] == ("<p>We <del>never</del> sell your data.</p>", "<p>We <s>never </s>sell your data.</p>"), read
assert set(read["double_strike"]) == {"<p>We never sell your data.</p>"}, read
PYTHON
