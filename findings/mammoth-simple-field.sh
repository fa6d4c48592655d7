#!/usr/bin/env bash
# mammoth drops the words of a Word simple field and says so only in a warning.
#
# A simple field (w:fldSimple, ISO/IEC 29500-1, 17.16.19) holds the words that Word shows for it as ordinary runs: a company's
# name from the document's properties, a cross-reference. mammoth passes the element over, so "Controller: Example Ltd, 1 Road."
# becomes "Controller: , 1 Road.", with exit code 0 and one message of type "warning". The same words in a complex field
# (w:fldChar) come through. For an importer of legal texts a warning is too little: a reader of `result.value` alone
# publishes a policy without its controller.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mammoth==1.13.0 python-docx==1.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

import docx
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

RUN = "<w:r><w:t>Example Ltd</w:t></w:r>"
SIMPLE = f'<w:fldSimple {nsdecls("w")} w:instr=" DOCPROPERTY Company ">{RUN}</w:fldSimple>'
SIGN = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
COMPLEX = (
    f'<w:smartTag {nsdecls("w")}>{SIGN.format("begin")}<w:r><w:instrText> DOCPROPERTY Company </w:instrText></w:r>'
    f'{SIGN.format("separate")}{RUN}{SIGN.format("end")}</w:smartTag>'
)


def converted(field):
    document = docx.Document()
    paragraph = document.add_paragraph("Controller: ")
    paragraph._p.append(parse_xml(field))
    paragraph.add_run(", 1 Road.")
    stream = io.BytesIO()
    document.save(stream)
    result = mammoth.convert_to_html(stream)
    return result.value, [(each.type, each.message) for each in result.messages]


print("mammoth", version("mammoth"))
for name, field in (("complex field", COMPLEX), ("simple field", SIMPLE)):
    print(f"{name}: {converted(field)}")
simple, messages = converted(SIMPLE)
assert "Example Ltd" in converted(COMPLEX)[0]
assert simple == "<p>Controller: , 1 Road.</p>", simple
assert messages == [("warning", "An unrecognised element was ignored: w:fldSimple")], messages
PYTHON
