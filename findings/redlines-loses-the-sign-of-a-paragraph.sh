#!/usr/bin/env bash
# redlines, a library that compares texts word by word, takes a ¶ that stands in both texts for the end of a paragraph.
#
# Citations in English name paragraphs by that sign: "§ 5 ¶ 2", "under ¶¶ 4 and 5". redlines puts a ¶ between the
# paragraphs for its own use, and where it writes what did not change it turns each "¶ " into an empty line. So the
# reader sees "See § 5", a new paragraph, "2 for 30 days", as neither text has it; of ¶¶ one is left. Nothing tells of
# it: no error, no change in the list. A comment in its source knows, its README does not say it. What is kept must read
# as it did, or a redline proves nothing: a mark for one's own use has to be one that no text holds.
# (typing-extensions is named below because redlines needs it and does not ask for it.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet redlines==0.6.2 typing-extensions==4.15.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from redlines import Redlines

print("redlines", version("redlines"))
CASES = {
    ("See § 5 ¶ 2 for 30 days.", "See § 5 ¶ 2 for 60 days."): "See § 5 \n\n2 for <del>30 </del><ins>60 </ins>days.",
    ("under ¶¶ 4 and 5 of it", "under ¶¶ 4 and 6 of it"): "under ¶\n\n4 and <del>5 </del><ins>6 </ins>of it",
}
for (old, new), expected in CASES.items():
    compared = Redlines(old, new, markdown_style="none")
    print(repr(old), "and", repr(new), "become", repr(compared.output_markdown))
    assert compared.output_markdown == expected, compared.output_markdown
    assert [change.operation for change in compared.changes] == ["replace"], compared.changes
PYTHON
