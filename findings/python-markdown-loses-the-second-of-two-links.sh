#!/usr/bin/env bash
# Python-Markdown makes one link of two side by side, with the words of the first and the address of the second.
#
# CommonMark (0.31.2, 6.3) allows no space inside a full reference link: "[Terms] [Privacy Notice]" is two shortcut
# references. Python-Markdown keeps the rule of 2004 and reads `[text] [label]`, so the words "Privacy Notice" are gone
# from the page and "Terms" leads to the privacy notice. markdown-it-py shows both. MkDocs and Pelican use the former;
# the file on the forge, read by the latter's kind of engine, looks right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Markdown==3.10 markdown-it-py==4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import markdown
from markdown_it import MarkdownIt

SOURCE = "The [Terms] [Privacy Notice] apply.\n\n[terms]: /terms\n[privacy notice]: /privacy\n"
print("Markdown", version("Markdown"), "markdown-it-py", version("markdown-it-py"))
one, two = markdown.markdown(SOURCE), MarkdownIt().render(SOURCE).strip()
print("Python-Markdown:", one)
print("markdown-it-py: ", two)
assert one == '<p>The <a href="/privacy">Terms</a> apply.</p>', one
assert two == '<p>The <a href="/terms">Terms</a> <a href="/privacy">Privacy Notice</a> apply.</p>', two
PYTHON
