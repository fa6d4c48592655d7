#!/usr/bin/env bash
# Of four validators of JSON Schema, three take "a year and a day" (P1Y1D) for a duration; the fourth is right.
#
# JSON Schema 2020-12 (validation, 7.3.1) takes the format "duration" from the grammar in RFC 3339, appendix A. There
# only months may follow years and only days may follow months, so a period that lawyers have counted for centuries
# cannot be written but as P1Y0M1D; nor can an hour and a second. ISO 8601 has both. jsonschema-rs keeps to the grammar.
# Ajv takes both, as do two libraries called jsonschema, and each of those two takes what the others refuse: a day and a
# half, minus a month, a year and two weeks. A file that one tool has passed is refused by the next.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jsonschema==4.26.0 isoduration==20.11.0 jsonschema-rs==0.61.2
npm install --silent --no-audit --no-fund ajv@8.20.0 ajv-formats@3.0.1 jsonschema@1.5.0 >/dev/null
cat >check.cjs <<'NODE'
const assert = require("node:assert");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");
const { Validator } = require("jsonschema");

const version = (name) => require(name + "/package.json").version;
const schema = { type: "string", format: "duration" };
const texts = ["P1Y0M1D", "P1Y1D", "PT1H1S", "P1.5D", "-P1M", "P1Y2W"];
const byAjv = addFormats(new Ajv()).compile(schema);
const taken = {
  [`ajv ${version("ajv")}`]: texts.filter((text) => byAjv(text)),
  [`jsonschema (npm) ${version("jsonschema")}`]: texts.filter((text) => new Validator().validate(text, schema).valid),
};
console.log(taken);
assert.deepStrictEqual(Object.values(taken), [
  ["P1Y0M1D", "P1Y1D", "PT1H1S"],
  ["P1Y0M1D", "P1Y1D", "PT1H1S", "-P1M", "P1Y2W"],
]);
NODE
node check.cjs
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import jsonschema
import jsonschema_rs

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string", "format": "duration"}
TEXTS = ("P1Y0M1D", "P1Y1D", "PT1H1S", "P1.5D", "-P1M", "P1Y2W")
in_python = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
in_rust = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
taken = [[text for text in TEXTS if each.is_valid(text)] for each in (in_python, in_rust)]
print("jsonschema (PyPI)", version("jsonschema"), taken[0])
print("jsonschema-rs", version("jsonschema-rs"), taken[1])
assert taken == [["P1Y0M1D", "P1Y1D", "PT1H1S", "P1.5D", "-P1M"], ["P1Y0M1D"]], taken
PYTHON
