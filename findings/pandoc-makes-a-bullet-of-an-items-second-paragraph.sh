#!/usr/bin/env bash
# pandoc reads the Word file that it wrote itself as another text: an item's second paragraph becomes a bullet.
#
# For the second paragraph of a numbered item its writer makes a list whose bullet is a blank; its reader takes that for
# a bullet like any other, ends the numbered list there and starts a new one. "1. Fees, [paragraph], 2. Term" comes back
# as a list, a bullet list and a list that starts at 2, and every comparison of a text with its round trip shows changes
# that nobody made. Written as OpenDocument, the same text comes back as it was.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypandoc-binary==1.17
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import pypandoc

SOURCE = "1.  Fees\n\n    They are due at once.\n\n2.  Term\n"
print("pandoc", pypandoc.get_pandoc_version())
back = {}
for kind in ("odt", "docx"):
    pypandoc.convert_text(SOURCE, kind, "markdown", outputfile=f"terms.{kind}")
    back[kind] = pypandoc.convert_file(f"terms.{kind}", "markdown")
    print(f"{kind}: {back[kind]!r}")
assert back["odt"] == SOURCE, back
assert back["docx"] == "1.  Fees\n\n- They are due at once.\n\n2.  Term\n", back
PYTHON
