#!/usr/bin/env bash
# The repairs of two Markdown linters turn clauses 3 and 4 of a contract into 1 and 2; formatters keep what readers see.
#
# CommonMark shows a list from the number of its first item on: a list that begins with 3 goes on where the one before
# a heading stopped. Rule MD029, which `markdownlint --fix` and `pymarkdown fix` follow unless told otherwise, holds such
# a list for misnumbered and rewrites its first number: the page shows other numbers than those that other clauses and
# contracts refer to, while the references stay. mdformat and Prettier write later numbers anew, which no page shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pymarkdownlnt==0.9.34 mdformat==1.0.0 markdown-it-py==4.0.0
cd "$folder"
npm install --silent --no-audit --no-fund prettier@3.6.2 markdownlint-cli2@0.19.0 >/dev/null
printf '# Terms\n\n1. Scope\n2. Payment\n\n## Your data\n\n3. Retention\n4. Erasure, see clause 3\n' >terms.md
cat >shown.py <<'PYTHON'
import sys

from markdown_it import MarkdownIt

with open(sys.argv[1]) as text:
    lists = [token for token in MarkdownIt().parse(text.read()) if token.type == "ordered_list_open"]
print(*(token.attrGet("start") or 1 for token in lists))
PYTHON
for tool in none markdownlint mdformat prettier pymarkdown; do
  cp terms.md "$tool.md"
done
node_modules/.bin/markdownlint-cli2 --fix markdownlint.md >/dev/null 2>&1 || true
venv/bin/mdformat mdformat.md
node_modules/.bin/prettier --write prettier.md >/dev/null
venv/bin/pymarkdown fix pymarkdown.md >/dev/null || [[ $? == 3 ]]
venv/bin/pip list 2>/dev/null | grep -iE '^(pymarkdownlnt|mdformat) '
npm ls --all 2>/dev/null | grep -E 'prettier@|markdownlint@'
for tool in none markdownlint mdformat prettier pymarkdown; do
  shown=$(venv/bin/python shown.py "$tool.md")
  echo "$tool: the lists begin at $shown"
  case $tool in markdownlint | pymarkdown) expected="1 1" ;; *) expected="1 3" ;; esac
  [[ $shown == "$expected" ]]
done
grep -x '2. Erasure, see clause 3' pymarkdown.md
