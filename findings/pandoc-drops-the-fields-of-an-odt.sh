#!/usr/bin/env bash
# pandoc drops the words of most fields from an OpenDocument text: the controller's name, the date, the version.
#
# A field of LibreOffice (OpenDocument 1.3, part 3, 7.3 to 7.6) is an element whose content is the text that the page
# shows, so that readers who know nothing of fields can show it too. pandoc does not: of a user field, a date and a
# user-defined property nothing is left, exit code 0, no warning. Cross-references and sequence numbers come through.
# odfpy gives all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypandoc-binary==1.17 odfpy==1.4.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import pypandoc
from odf import opendocument, teletype, text

document = opendocument.OpenDocumentText()
declared = text.UserFieldDecls()
declared.addElement(text.UserFieldDecl(name="company", valuetype="string", stringvalue="Example Ltd"))
document.text.addElement(declared)
paragraph = text.P(text="Controller: ")
paragraph.addElement(text.UserFieldGet(name="company", text="Example Ltd"))
paragraph.addText("; version ")
paragraph.addElement(text.UserDefined(name="version", text="2.0"))
paragraph.addText(" of ")
paragraph.addElement(text.Date(datevalue="2025-05-01", fixed="true", text="1 May 2025"))
paragraph.addText(".")
document.text.addElement(paragraph)
document.save("policy.odt")
print("pandoc", pypandoc.get_pandoc_version(), "odfpy", version("odfpy"))
by_pandoc = pypandoc.convert_file("policy.odt", "plain").strip()
by_odfpy = teletype.extractText(opendocument.load("policy.odt").text)
print("pandoc:", by_pandoc)
print("odfpy:", by_odfpy)
assert by_pandoc == "Controller: ; version of .", by_pandoc
assert by_odfpy == "Controller: Example Ltd; version 2.0 of 1 May 2025.", by_odfpy
PYTHON
