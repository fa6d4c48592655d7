#!/usr/bin/env bash
# mistune shows a table as a paragraph of bars and dashes when one of its rows has a cell too few or too many.
#
# In GitHub's tables (GFM 0.29, 4.10) rows may differ in their number of cells: empty ones are added, surplus ones are
# left out. mistune drops the table for such a row, not the row: all of it becomes running text, without an error. The
# file looks right on the forge and in markdown-it-py; the page that mistune makes of it has its retention periods in
# one long line.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mistune==3.1.4 markdown-it-py==4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import mistune
from markdown_it import MarkdownIt

print("mistune", version("mistune"), "markdown-it-py", version("markdown-it-py"))
HEAD = "| Data | Period | Why |\n|------|--------|-----|\n| Logs | 30 days | safety |\n"
tables = {}
ROWS = {"full": "| Mail | 1 year | law |", "short": "| Mail | 1 year |", "long": "| Mail | 1 year | law | x |"}
for name, row in ROWS.items():
    pages = mistune.html(f"{HEAD}{row}\n"), MarkdownIt().enable("table").render(f"{HEAD}{row}\n")
    tables[name] = tuple(page.count("<tr>") for page in pages)
    print(f"last row {name}: mistune makes {tables[name][0]} rows, markdown-it-py {tables[name][1]}")
assert tables == {"full": (3, 3), "short": (0, 3), "long": (0, 3)}, tables
PYTHON
