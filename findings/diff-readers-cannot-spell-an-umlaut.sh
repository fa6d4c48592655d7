#!/usr/bin/env bash
# Four readers of diffs give datenschutzerklärung.md another name than git, each another one, and none says so.
#
# git writes a name with letters beyond ASCII between quotation marks, its bytes as octal numbers (git-config,
# core.quotePath, on by default), and git apply undoes that. unidiff and what-the-diff hand on marks and numbers,
# parse-diff drops the marks and keeps the numbers, and gitdiff-parser cuts two characters off the front and leaves the
# mark at the end. Whoever looks the file up by that name takes the German policy for a missing one. With
# core.quotePath=false all four read the letters: ask git for that, or take the names from `git diff -z --name-only`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet unidiff==1.0.1
cd "$folder"
npm install --silent --no-audit --no-fund parse-diff@0.12.0 gitdiff-parser@0.3.1 what-the-diff@0.6.0 >/dev/null
git init --quiet texts
echo "We keep it for 30 days." > texts/datenschutzerklärung.md
git -C texts add .
echo "We keep it for 60 days." > texts/datenschutzerklärung.md
git -C texts -c core.quotePath=true diff > quoted.diff
git -C texts -c core.quotePath=false diff > plain.diff
git --version
grep '^+++' quoted.diff plain.diff
cat > read.py <<'PYTHON'
from importlib.metadata import version

import unidiff

names = [unidiff.PatchSet.from_filename(f"{name}.diff", encoding="utf-8")[0].path for name in ("quoted", "plain")]
print("unidiff", version("unidiff"), *names)
assert names == [r'"datenschutzerkl\303\244rung.md"', "datenschutzerklärung.md"]
PYTHON
venv/bin/python read.py
cat > read.cjs <<'NODE'
const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const readers = {
  "parse-diff": (diff) => require("parse-diff")(diff)[0].to,
  "gitdiff-parser": (diff) => require("gitdiff-parser").parse(diff)[0].newPath,
  "what-the-diff": (diff) => require("what-the-diff").parse(diff)[0].newPath,
};
const named = (diff) => Object.entries(readers).map(([, read]) => read(readFileSync(diff, "utf8")));
console.log(Object.keys(readers), named("quoted.diff"), named("plain.diff"));
const octal = String.raw`datenschutzerkl\303\244rung.md`;
assert.deepStrictEqual(named("quoted.diff"), [octal, `/${octal}"`, `"b/${octal}"`]);
const plain = "datenschutzerklärung.md";
assert.deepStrictEqual(named("plain.diff"), [plain, plain, `b/${plain}`]);
NODE
node read.cjs
