#!/usr/bin/env bash
# odfpy's text of an OpenDocument file opens with what was deleted from it, and with who deleted it.
#
# Tracked deletions are kept apart, before the first paragraph (text:tracked-changes, OpenDocument 1.3, part 3, 5.5).
# `teletype.extractText` walks into them like into any element, so the deleted words, the author's name and the time of
# the change come first, glued together, and a text that no longer says "never" seems to say it. pandoc leaves them out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet odfpy==1.4.1 pypandoc-binary==1.17
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import pypandoc
from odf import dc, office, opendocument, teletype, text
from odf.namespaces import TEXTNS

document = opendocument.OpenDocumentText()
who = office.ChangeInfo()
who.addElement(dc.Creator(text="Counsel"))
who.addElement(dc.Date(text="2025-05-01T10:00:00"))
deletion = text.Deletion()
deletion.addElement(who)
deletion.addElement(text.P(text="never "))
region = text.ChangedRegion(check_grammar=False)
region.setAttrNS(TEXTNS, "id", "ct1")
region.addElement(deletion)
changes = text.TrackedChanges()
changes.addElement(region)
document.text.addElement(changes)
paragraph = text.P(text="We ")
paragraph.addElement(text.Change(changeid="ct1"))
paragraph.addText("sell your data.")
document.text.addElement(paragraph)
document.save("policy.odt")
by_odfpy = teletype.extractText(opendocument.load("policy.odt").text)
by_pandoc = pypandoc.convert_file("policy.odt", "plain").strip()
print("odfpy", version("odfpy"), repr(by_odfpy))
print("pandoc", pypandoc.get_pandoc_version(), repr(by_pandoc))
assert by_odfpy == "Counsel2025-05-01T10:00:00never We sell your data.", by_odfpy
assert by_pandoc == "We sell your data.", by_pandoc
PYTHON
