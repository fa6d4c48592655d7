#!/usr/bin/env bash
# Three minifiers of HTML make "itthirtydays" of a sentence whose period stands in a `data` element.
#
# HTML, 4.4.13: `data` gives words a form for machines and is phrasing content, as `time` and `abbr` are, so that the
# blanks around it are seen. html-minifier-terser, html-minifier-next and htmlnano (where its collapseWhitespace is
# "aggressive") go by lists of inline elements; `time` is on them and `data` is not, nor `output` and `meter` on the
# first one's. minify-html goes by the standard and keeps the blanks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund html-minifier-terser@7.2.0 html-minifier-next@6.2.11 htmlnano@2.1.5 >/dev/null
cat >shorten.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import * as next from "html-minifier-next";
import terser from "html-minifier-terser";
import htmlnano from "htmlnano";

const installed = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
const page = '<p>We keep it <data value="P30D">thirty</data> days, to <time datetime="2026-12-30">then</time> only</p>';
const collapsed = { collapseWhitespace: true };
const words = (html) => html.replace(/<[^>]*>/g, "");
const read = {
  "html-minifier-terser": words(await terser.minify(page, collapsed)),
  "html-minifier-next": words(await next.minify(page, collapsed)),
  htmlnano: words((await htmlnano.process(page, { skipConfigLoading: true }, { collapseWhitespace: "aggressive" })).html),
};
for (const [name, text] of Object.entries(read)) console.log(name, installed(name), text);
const glued = "We keep itthirtydays, to then only";
assert.deepStrictEqual(Object.values(read), [glued, glued, glued]);
const meter = await terser.minify("<p>We keep <output>thirty</output> <meter value=1>days</meter> only</p>", collapsed);
assert.strictEqual(words(meter), "We keepthirtydaysonly");
NODE
node shorten.mjs
python3 -m venv venv
venv/bin/pip install --quiet minify-html==0.18.1
venv/bin/python - <<'PYTHON'
import minify_html

kept = minify_html.minify('<p>We keep it <data value="P30D">thirty</data> days')
print("minify-html", kept)
assert "it <data value=P30D>thirty</data> days" in kept, kept
PYTHON
