#!/usr/bin/env bash
# Cleaners of HTML, asked for nothing special, renumber the clauses of a list; one of them makes struck words stand.
#
# Clause (c) with its own number 7 is "g". Nothing in it can do harm. nh3 keeps where the list starts and drops its
# letters and the clause's own number: 3. sanitize-html, xss and insane drop all three: 1. What sanitize-html is
# given as struck out reads as living text, since it drops the elements for deletions and keeps their words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nh3==0.3.8
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import nh3

cleaned = nh3.clean('<ol type="a" start="3"><li value="7">We sell nothing.</li></ol>')
print("nh3", version("nh3"), cleaned)
assert cleaned == '<ol start="3"><li>We sell nothing.</li></ol>'
PYTHON
cd "$folder"
npm install --silent --no-fund --no-audit sanitize-html@2.17.5 xss@1.0.17 insane@2.6.2 >/dev/null
cat > clean.cjs <<'NODE'
const assert = require("node:assert");
const cleaners = {
  "sanitize-html 2.17.5": require("sanitize-html"),
  "xss 1.0.17": require("xss"),
  "insane 2.6.2": require("insane"),
};
for (const [name, clean] of Object.entries(cleaners)) {
  const cleaned = clean('<ol type="a" start="3"><li value="7">We sell nothing.</li></ol>');
  console.log(name, cleaned);
  assert.strictEqual(cleaned, "<ol><li>We sell nothing.</li></ol>");
}
const struck = "We <del>sell</del> <ins>keep</ins> your data.";
const kept = Object.fromEntries(Object.entries(cleaners).map(([name, clean]) => [name, clean(struck)]));
console.log(kept);
assert.deepStrictEqual(Object.values(kept), ["We sell keep your data.", struck, struck]);
NODE
node clean.cjs
