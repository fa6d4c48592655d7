#!/usr/bin/env bash
# pandoc, mammoth and python-docx lose a Japanese word for which a Word file gives the reading.
#
# Furigana (w:ruby, ISO/IEC 29500-1, 17.3.3.25) hold the word itself in w:rubyBase and its reading in w:rt. All three
# readers pass the whole element over: of "個人情報の" with a reading over 個人情報, "personal information", the particle is
# left. pandoc and python-docx are silent, mammoth warns of an unknown element. docx2python keeps the word and puts its
# reading before it.
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

WORD, READING = "\u500b\u4eba\u60c5\u5831", "\u3053\u3058\u3093\u3058\u3087\u3046\u307b\u3046"
RUBY = (
    f'<w:r {nsdecls("w")}><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/></w:rubyPr>'
    f"<w:rt><w:r><w:t>{READING}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{WORD}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
document = docx.Document()
paragraph = document.add_paragraph()
paragraph._p.append(parse_xml(RUBY))
paragraph.add_run("\u306e")
document.save("policy.docx")
with open("policy.docx", "rb") as file:
    result = mammoth.extract_raw_text(file)
read = {
    f"pandoc {pypandoc.get_pandoc_version()}": pypandoc.convert_file("policy.docx", "plain").strip(),
    f"mammoth {version('mammoth')}": result.value.strip(),
    f"python-docx {version('python-docx')}": docx.Document("policy.docx").paragraphs[0].text,
}
for reader, text in read.items():
    print(f"{reader}: {text}")
both = docx2python("policy.docx").text.strip()
print(f"docx2python {version('docx2python')}: {both}")
assert set(read.values()) == {"\u306e"}, read
assert both == f"{READING}{WORD}\u306e", both
PYTHON
