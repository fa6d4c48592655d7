#!/usr/bin/env bash
# css-inline and juice write the rules of a print style sheet into the elements, so they hold on screen too.
#
# `<style media="print">` holds on paper alone (HTML, 4.2.6). Both inliners for mail pass over the attribute: what the
# sheet hides on paper, the link to unsubscribe, is hidden from the reader of the mail. premailer leaves such a sheet
# alone. css-inline and juice do honour `@media print { }` inside a sheet, so the two ways to say one thing have
# opposite effects.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet css-inline==0.18.0 premailer==3.10.0
cd "$folder"
npm install --silent --no-audit --no-fund juice@11.0.3 >/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import subprocess
from importlib.metadata import version

import css_inline
import premailer

HEAD = "<!DOCTYPE html><html><head><title>Notice</title>{}</head>"
PAGE = HEAD + "<body><p><a href='https://example.com/u'>Unsubscribe</a></p></body></html>"
SHEETS = {
    "media attribute": '<style media="print">a { display: none }</style>',
    "@media rule": "<style>@media print { a { display: none } }</style>",
}
PROGRAM = 'process.stdout.write(require("juice")(require("fs").readFileSync(0, "utf8")))'


def juice(page):
    return subprocess.run(["node", "-e", PROGRAM], input=page, capture_output=True, text=True, check=True).stdout


print("css-inline", version("css-inline"), "premailer", version("premailer"))
subprocess.run(["node", "-p", '"juice " + require("juice/package.json").version'], check=True)
for name, inline in (("css-inline", css_inline.inline), ("juice", juice), ("premailer", premailer.transform)):
    links = {kind: inline(PAGE.format(sheet)).partition("<a")[2].partition(">")[0] for kind, sheet in SHEETS.items()}
    print(name, links)
    assert "display" not in links["@media rule"]
    assert ("display: none" in links["media attribute"]) is (name != "premailer")
PYTHON
