#!/usr/bin/env bash
# showdown and markdown2 write the same policy with other bytes each time, as soon as it names a mail address.
#
# An address in angle brackets is turned into references to its characters, to hide it from collectors, as the Markdown
# of 2004 did; the documentation of showdown speaks of decimal references. Which characters are written in decimal,
# which in hexadecimal and which as they are is drawn by chance at every run. So a page that nobody changed has another
# hash after each build: signatures, caches, and whoever watches a policy for changes report one. markdown-it and
# Python-Markdown, which hides the address as well, write the same page twice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet markdown2==2.5.5 Markdown==3.10.2
npm install --silent --no-audit --no-fund showdown@2.1.0 markdown-it@14.1.0 >/dev/null
cat >check.cjs <<'NODE'
const assert = require("node:assert");
const MarkdownIt = require("markdown-it");
const showdown = require("showdown");

const text = "Write to <data-protection-officer@example.com>.";
const pages = (render) => new Set(Array.from({ length: 10 }, () => render(text))).size;
const found = {
  showdown: pages((each) => new showdown.Converter().makeHtml(each)),
  "markdown-it": pages((each) => new MarkdownIt().render(each)),
};
console.log("pages of ten runs:", found);
assert.ok(found.showdown > 1, "showdown wrote one page");
assert.strictEqual(found["markdown-it"], 1);
const asked = pages((each) => new showdown.Converter({ encodeEmails: false }).makeHtml(each));
console.log("showdown without encodeEmails:", asked);
assert.strictEqual(asked, 1);
NODE
node check.cjs
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import markdown
import markdown2

TEXT = "Write to <data-protection-officer@example.com>."
pages = {library: len({library.markdown(TEXT) for _ in range(10)}) for library in (markdown2, markdown)}
print("markdown2", version("markdown2"), pages[markdown2], "Markdown", version("Markdown"), pages[markdown])
assert pages[markdown2] > 1, "markdown2 wrote one page"
assert pages[markdown] == 1, pages
PYTHON
