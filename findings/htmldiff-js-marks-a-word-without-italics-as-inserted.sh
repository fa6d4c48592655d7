#!/usr/bin/env bash
# htmldiff-js marks a word as inserted when it only lost its italics, and puts a no-break space into what it inserts.
#
# Nobody wrote a word: the older page says it in italics, the newer plainly. Where words are really inserted, the
# space before them becomes a no-break space, which neither page has. A list that starts at another number is not
# marked at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit htmldiff-js@1.0.5 >/dev/null
cat > marked.cjs <<'NODE'
const assert = require("node:assert");
const { default: htmldiff } = require("htmldiff-js");
const marked = (older, newer) => {
  const found = htmldiff.execute(older, newer);
  console.log("htmldiff-js 1.0.5", found);
  return found;
};
assert.strictEqual(
  marked("<p>We <i>never</i> sell it.</p>", "<p>We never sell it.</p>"),
  '<p>We <ins class="mod">never</ins> sell it.</p>',
);
assert.strictEqual(
  marked("<p>We sell it.</p>", "<p>We never sell it.</p>"),
  '<p>We<ins class="diffins">&nbsp;never</ins> sell it.</p>',
);
assert.strictEqual(
  marked('<ol start="3"><li>Rights</li></ol>', '<ol start="4"><li>Rights</li></ol>'),
  '<ol start="4"><li>Rights</li></ol>',
);
NODE
node marked.cjs
