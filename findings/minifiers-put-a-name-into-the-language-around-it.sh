#!/usr/bin/env bash
# Minifiers of HTML drop lang="" and title="" as if they said nothing; three of four close what a search should open.
#
# HTML, 3.2.6.2: an empty `lang` says that the language is unknown, without it that of the parent counts; 3.2.6.1 says
# the same of `title`. A made-up name inside an English sentence, marked so that no screen reader and no hyphenation
# takes it for English, is English again, and gets the tooltip of the paragraph. minify-html does it unasked,
# htmlnano in the preset that is called safe, html-minifier-terser and html-minifier-next with removeEmptyAttributes.
# `hidden="until-found"` (6.1) is a fold that the browser opens when the reader searches the page. Where `hidden` is
# shortened to a bare word, as minify-html does unasked and the two html-minifiers do with collapseBooleanAttributes,
# it is hidden for good, and a clause in it is found no more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet minify-html==0.18.1
cd "$folder"
cat > page.html <<'HTML'
<p lang="en" title="Terms">We call it <i lang="" title="">Xyloq</i>.</p><div hidden="until-found">More</div>
HTML
cat > shorten.py <<'PYTHON'
from importlib.metadata import version

import minify_html

with open("page.html") as page:
    shortened = minify_html.minify(page.read())
print("minify-html", version("minify-html"), shortened)
assert shortened == "<p lang=en title=Terms>We call it <i>Xyloq</i>.<div hidden>More</div>", shortened
PYTHON
venv/bin/python shorten.py
npm install --silent --no-audit --no-fund htmlnano@3.5.1 html-minifier-terser@7.2.0 html-minifier-next@6.2.11 >/dev/null
cat > shorten.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import * as next from "html-minifier-next";
import terser from "html-minifier-terser";
import htmlnano from "htmlnano";

const page = readFileSync("page.html", "utf8").trim();
const asked = { removeEmptyAttributes: true, collapseBooleanAttributes: true };
const { minifyCss, minifyJs, minifySvg, ...safe } = htmlnano.presets.safe;
const shortened = {
  htmlnano: (await htmlnano.process(page, { skipConfigLoading: true }, safe)).html,
  "html-minifier-terser": await terser.minify(page, asked),
  "html-minifier-next": await next.minify(page, asked),
};
console.log(shortened);
const named = '<p lang="en" title="Terms">We call it <i>Xyloq</i>.</p>';
const closed = `${named}<div hidden>More</div>`;
assert.deepStrictEqual(Object.values(shortened), [`${named}<div hidden="until-found">More</div>`, closed, closed]);
NODE
node shorten.mjs
