#!/usr/bin/env bash
# Three cutters of sentences make five to eight sentences of one that cites "Art. 6 Abs. 1 S. 1 lit. f DSGVO".
#
# Every German privacy policy names its legal bases so. pysbd, told that the text is German, ends a sentence after
# "Abs." and "lit."; Unicode's own rules, in `Intl.Segmenter`, after "Art.", "Abs." and "Nr."; syntok inside "i. V. m."
# (in conjunction with). sentencex of Wikimedia knows these, and ends one after "gem." (pursuant to). What compares
# texts by the sentence then finds a new sentence "1 S. 1 lit." in two policies that have nothing to do with each other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pysbd==0.3.4 syntok==1.4.4 sentencex==1.0.14
cd "$folder"
cat >text.txt <<'TEXT'
Wir verarbeiten Ihre Daten gemäß Art. 6 Abs. 1 S. 1 lit. f DSGVO i. V. m. § 25 Abs. 2 Nr. 2 TDDDG. Sie können gem. Art. 21 DSGVO widersprechen.
TEXT
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import pysbd
import sentencex
from syntok import segmenter

with open("text.txt", encoding="utf-8") as file:
    text = file.read().strip()
cut = {
    "pysbd": [part.strip() for part in pysbd.Segmenter(language="de", clean=False).segment(text)],
    "sentencex": [part.strip() for part in sentencex.segment("de", text)],
    "syntok": [
        "".join(token.spacing + token.value for token in part).strip()
        for paragraph in segmenter.process(text)
        for part in paragraph
    ],
}
for name, parts in cut.items():
    print(name, version(name), len(parts), parts)
assert [len(parts) for parts in cut.values()] == [6, 3, 4], cut
assert cut["pysbd"][1] == "1 S. 1 lit.", cut["pysbd"]
assert cut["sentencex"][1] == "Sie können gem.", cut["sentencex"]
assert cut["syntok"][0].endswith("i."), cut["syntok"]
PYTHON
cat >cut.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";

const text = readFileSync("text.txt", "utf8").trim();
const cut = [...new Intl.Segmenter("de", { granularity: "sentence" }).segment(text)].map(({ segment }) => segment.trim());
console.log("Intl.Segmenter, ICU", process.versions.icu, cut.length, cut);
assert.ok(cut.includes("Wir verarbeiten Ihre Daten gemäß Art."));
assert.ok(cut.includes("2 Nr."));
NODE
node cut.mjs
