#!/usr/bin/env bash
# A table that begins in an item of a list: markdown-it and its Python port take the item's bullet for a word of its head.
#
# GitHub's parser reads a list of one item that holds the table, and so does marked. Both of the others show a table
# beside no list, with the sign `-` in its first heading, and "1." where the item was numbered: a clause loses its
# number to the name of a column. Nothing in it can do harm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet markdown-it-py==4.3.0 cmarkgfm==2025.10.22
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import cmarkgfm
from markdown_it import MarkdownIt

text = "- Data | Kept\n  -----|-----\n  Logs | 7 days\n"
ours = MarkdownIt("commonmark").enable("table").render(text)
github = cmarkgfm.github_flavored_markdown_to_html(text)
print("markdown-it-py", version("markdown-it-py"), "".join(ours.split()))
print("cmarkgfm", version("cmarkgfm"), "".join(github.split()))
assert "<th>- Data</th>" in ours and "<li>" not in ours
assert "<th>Data</th>" in github and "<li>" in github
PYTHON
npm install --silent --no-fund --no-audit markdown-it@14.1.0 marked@16.4.1 >/dev/null
cat > read.mjs <<'NODE'
import assert from "node:assert";
import markdownIt from "markdown-it";
import { marked } from "marked";
const text = "1. Data | Kept\n   -----|-----\n   Logs | 7 days\n";
const read = { "markdown-it 14.1.0": markdownIt().render(text), "marked 16.4.1": marked.parse(text) };
for (const [name, html] of Object.entries(read)) console.log(name, html.replace(/\s+/g, " "));
assert.ok(read["markdown-it 14.1.0"].includes("<th>1. Data</th>"));
assert.ok(read["marked 16.4.1"].includes("<li>") && read["marked 16.4.1"].includes("<th>Data</th>"));
NODE
node read.mjs
