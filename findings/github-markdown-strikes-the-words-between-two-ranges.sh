#!/usr/bin/env bash
# GitHub's Markdown strikes the words between two ranges out: "5~10 days and 20~30 days" loses ten days and twenty.
#
# A tilde between two numbers is how ranges are written in Korean and often in Chinese, and Markdown knows no such sign.
# GitHub's (GFM 0.29, 6.5) takes one tilde as well as two for the sign of a deletion, also in the midst of a word, and
# the tilde of the next range for its end. cmark-gfm, marked and remark-gfm do so: what a reader sees deleted is the
# upper end of one period and the lower end of the other. markdown-it and showdown, in its flavour called github, strike
# nothing, so a preview by one of them looks right. A backslash before the tilde helps.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet cmarkgfm==2025.10.22
npm install --silent --no-audit --no-fund marked@18.2.1 remark@15.0.1 remark-gfm@4.0.1 \
  remark-html@16.0.1 markdown-it@14.1.0 showdown@2.1.0 >/dev/null
cat >check.mjs <<'NODE'
import assert from "node:assert";
import MarkdownIt from "markdown-it";
import { marked } from "marked";
import { remark } from "remark";
import gfm from "remark-gfm";
import html from "remark-html";
import showdown from "showdown";

const text = "환불은 3~5일, 해지는 7~10일. Logs: 5~10 days.";
const github = new showdown.Converter();
github.setFlavor("github");
const made = {
  marked: marked.parse(text),
  "remark-gfm": String(await remark().use(gfm).use(html).process(text)),
  "markdown-it": new MarkdownIt().render(text),
  showdown: github.makeHtml(text),
};
for (const name of Object.keys(made)) made[name] = made[name].trim();
console.log(made);
const struck = "<p>환불은 3<del>5일, 해지는 7</del>10일. Logs: 5~10 days.</p>";
const plain = `<p>${text}</p>`;
assert.deepStrictEqual(Object.values(made), [struck, struck, plain, plain]);
assert.ok(!marked.parse(text.replaceAll("~", "\\~")).includes("<del>"));
NODE
node check.mjs
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import cmarkgfm

made = cmarkgfm.github_flavored_markdown_to_html("Logs: 5~10 days, backups: 20~30 days.").strip()
print("cmarkgfm", version("cmarkgfm"), made)
assert made == "<p>Logs: 5<del>10 days, backups: 20</del>30 days.</p>", made
PYTHON
