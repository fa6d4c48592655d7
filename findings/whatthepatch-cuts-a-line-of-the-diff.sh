#!/usr/bin/env bash
# whatthepatch loses the changed words of a diff that git wrote when the line holds a line separator (U+2028).
#
# Texts pasted from a word processor hold U+2028 for a soft line break. To git that is a character like any other, and a
# line ends at the line feed alone. whatthepatch splits the diff with str.splitlines(), takes the rest of the line for
# nothing and goes on: "-We keep it<U+2028>for 30 days." and "+... 60 days." become "We keep it" twice, a change without
# a change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet whatthepatch==1.0.7
cd "$folder"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
printf 'We keep it\xe2\x80\xa8for 30 days.\n' > old.md
printf 'We keep it\xe2\x80\xa8for 60 days.\n' > new.md
git diff --no-index old.md new.md > change.diff || [[ $? -eq 1 ]]
git --version
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import whatthepatch

with open("change.diff", encoding="utf-8", newline="") as file:
    diff = file.read()
(patch,) = whatthepatch.parse_patch(diff)
lines = [(change.old, change.new, change.line) for change in patch.changes]
print("git:", [line for line in diff.split("\n") if line[1:].startswith("We")])
print("whatthepatch", version("whatthepatch"), lines)
assert "-We keep it\u2028for 30 days.\n+We keep it\u2028for 60 days.\n" in diff, diff
assert lines == [(1, None, "We keep it"), (None, 1, "We keep it")], lines
PYTHON
