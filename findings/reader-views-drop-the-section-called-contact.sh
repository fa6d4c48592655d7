#!/usr/bin/env bash
# A browser's reading view leaves out a policy's headings and sections that are called GDPR, Share, Contact or Related.
#
# Mozilla's Readability, which Firefox shows as its reader view, and readability-lxml look for what is no article by the
# names of elements. An id with "gdpr", "agegate" or "related" in it is taken for a dialogue or a side column and goes
# with all its text; what has the word "share" in its id and fewer than 500 letters is taken for a row of buttons: of
# "How we share data", id how-we-share-data, the heading goes and its text stands under the one before. Ids are made of
# headings by every generator. `class="content"` beside the id keeps all but what is called share.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @mozilla/readability@0.6.0 jsdom@26.1.0 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet readability-lxml==0.8.4.1 lxml_html_clean==0.4.6
cat >pages.mjs <<'NODE'
import { writeFileSync } from "node:fs";

const text =
  "We keep what you give us when you open an account, such as your name, your address and your number, for as long as " +
  "the account is open, and we delete it thirty days after it was closed, unless a law tells us to keep it. ";
const names = ["retention", "gdpr", "share", "contact", "related", "agegate", "how-we-share-data", "rights"];
const page = (section) =>
  `<!doctype html><html lang="en"><head><title>Privacy</title></head><body><main><article><h1>Privacy</h1>` +
  names.map(section).join("") + "</article></main></body></html>";
const inside = (name) => `<h2>Head ${name}</h2><p>First ${name}. ${text}</p><p>Second ${name}. ${text}</p>`;
writeFileSync("sections.html", page((name) => `<section id="${name}">${inside(name)}</section>`));
writeFileSync("kept.html", page((name) => `<section id="${name}" class="content">${inside(name)}</section>`));
writeFileSync("headings.html", page((name) => inside(name).replace("<h2>", `<h2 id="${name}">`)));
writeFileSync("kept-headings.html", page((name) => inside(name).replace("<h2>", `<h2 id="${name}" class="content">`)));
NODE
node pages.mjs
cat >view.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Readability } from "@mozilla/readability";
import { JSDOM } from "jsdom";

const names = ["retention", "gdpr", "share", "contact", "related", "agegate", "how-we-share-data", "rights"];
const missing = (file, word) => {
  const { document } = new JSDOM(readFileSync(file, "utf8"), { url: "https://example.com/" }).window;
  const seen = new Readability(document).parse().textContent;
  return names.filter((name) => !seen.includes(`${word} ${name}`));
};
console.log("Readability", createRequire(import.meta.url)("@mozilla/readability/package.json").version);
const lost = {
  sections: missing("sections.html", "First"),
  kept: missing("kept.html", "First"),
  headings: missing("headings.html", "Head"),
  textBelow: missing("headings.html", "First"),
  keptHeadings: missing("kept-headings.html", "Head"),
};
console.log(lost);
assert.deepStrictEqual(lost, {
  sections: ["gdpr", "share", "related", "agegate"],
  kept: ["share"],
  headings: ["gdpr", "share", "contact", "related", "agegate", "how-we-share-data"],
  textBelow: [],
  keptHeadings: ["share", "how-we-share-data"],
});
NODE
node view.mjs
cat >view.py <<'PYTHON'
from importlib.metadata import version

from readability import Document

names = ["retention", "gdpr", "share", "contact", "related", "agegate", "how-we-share-data", "rights"]
with open("sections.html") as page:
    seen = Document(page.read()).summary()
lost = [name for name in names if f"First {name}" not in seen]
print("readability-lxml", version("readability-lxml"), "loses", lost)
assert lost == ["contact", "related", "agegate"], lost
PYTHON
venv/bin/python view.py
