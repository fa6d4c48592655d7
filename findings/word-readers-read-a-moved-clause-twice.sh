#!/usr/bin/env bash
# Three readers of Word files read a clause that was moved at both places; a fourth reads it at neither.
#
# Word records a move as w:moveFrom where the words stood and w:moveTo where they stand (ISO/IEC 29500-1, 17.13.5.22 and
# 17.13.5.25). The three leave out what w:del deletes and keep w:moveFrom, so that the text has the clause twice, once
# where nobody wants it any more. python-docx passes over what is inside either half of a move, and the clause is gone.
# mammoth has it once, where it was moved to.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet python-docx==1.2.0 docx2txt==0.9 docx2python==3.7.1
npm install --silent --no-audit --no-fund mammoth@1.13.0 officeparser@7.8.0 >/dev/null
cat >write.py <<'PYTHON'
import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

BY = 'w:author="Counsel" w:date="2025-05-01T00:00:00Z"'
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
CLAUSE = RUN.format("We never sell it. ")
document = docx.Document()
paragraphs = (
    RUN.format("Data. ") + f'<w:moveFrom w:id="1" {BY}>{CLAUSE}</w:moveFrom>' + RUN.format("We keep it."),
    RUN.format("Rights. ") + f'<w:moveTo w:id="2" {BY}>{CLAUSE}</w:moveTo>' + RUN.format("You may object."),
    RUN.format("End") + f'<w:del w:id="3" {BY}><w:r><w:delText> deleted</w:delText></w:r></w:del>' + RUN.format("."),
)
for each in paragraphs:
    document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{each}</w:p>"))
document.save("moved.docx")
PYTHON
venv/bin/python write.py
cat >read.py <<'PYTHON'
from importlib.metadata import version

import docx
import docx2python
import docx2txt

read = {
    "docx2txt": docx2txt.process("moved.docx"),
    "docx2python": docx2python.docx2python("moved.docx").text,
    "python-docx": "\n".join(each.text for each in docx.Document("moved.docx").paragraphs),
}
for name, text in read.items():
    print(name, version(name), text.split("\n"))
    assert "deleted" not in text, name
assert [text.count("We never sell it.") for text in read.values()] == [2, 2, 0], read
PYTHON
venv/bin/python read.py
cat >read.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import mammoth from "mammoth";
import { parseOffice } from "officeparser";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const byMammoth = await mammoth.extractRawText({ path: "moved.docx" });
const read = { officeparser: (await parseOffice("moved.docx")).toText(), mammoth: byMammoth.value };
for (const [name, text] of Object.entries(read)) {
  console.log(name, version(name), text.split("\n"));
  assert.ok(!text.includes("deleted"));
}
assert.deepStrictEqual(Object.values(read).map((text) => text.split("We never sell it.").length - 1), [2, 1]);
assert.ok(read.mammoth.includes("Rights. We never sell it."));
assert.deepStrictEqual(byMammoth.messages, []);
NODE
node read.mjs
