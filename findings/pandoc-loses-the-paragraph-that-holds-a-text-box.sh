#!/usr/bin/env bash
# pandoc leaves out the words of a Word paragraph when a text box is anchored in it.
#
# A text box is always anchored in a paragraph, and Word writes it twice (mc:AlternateContent, ISO/IEC 29500-3):
# as a drawing and, for older programs, as VML. From such a paragraph pandoc takes the box and drops the sentence around
# it: "We never sell your data." is gone, exit code 0, no warning. mammoth has both, docx2python has the box twice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypandoc-binary==1.17 mammoth==1.13.0 docx2python==3.7.1 python-docx==1.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
import pypandoc
from docx2python import docx2python
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
BOX = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
PARAGRAPH = f"""
<w:p {nsdecls("w", "wp", "a")} xmlns:wps="{SHAPE}" xmlns:v="urn:schemas-microsoft-com:vml"
     xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
  <w:r><w:t>We never sell your data.</w:t></w:r>
  <w:r><mc:AlternateContent>
    <mc:Choice Requires="wps"><w:drawing><wp:inline>
      <wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="Text box"/>
      <a:graphic><a:graphicData uri="{SHAPE}">
        <wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{BOX}</wps:txbx><wps:bodyPr/></wps:wsp>
      </a:graphicData></a:graphic>
    </wp:inline></w:drawing></mc:Choice>
    <mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback>
  </mc:AlternateContent></w:r>
</w:p>"""
document = docx.Document()
document.add_paragraph("First.")
document.element.body.insert(1, parse_xml(PARAGRAPH))
document.save("policy.docx")
print("pandoc", pypandoc.get_pandoc_version(), "mammoth", version("mammoth"), "docx2python", version("docx2python"))
by_pandoc = pypandoc.convert_file("policy.docx", "plain").split("\n\n")
with open("policy.docx", "rb") as file:
    by_mammoth = mammoth.convert_to_html(file).value
by_docx2python = docx2python("policy.docx").text
print("pandoc:", by_pandoc)
print("mammoth:", by_mammoth)
print("docx2python:", repr(by_docx2python))
assert [each.strip() for each in by_pandoc] == ["First.", "In the box."], by_pandoc
assert "We never sell your data." in by_mammoth
assert by_docx2python.count("In the box.") == 2
PYTHON
