#!/usr/bin/env bash
# html-to-text writes the cells of a table's row without anything between them.
#
# It makes the plain part of most mail written in Node. A table of data and purposes becomes
# "DataPurposeName and addressDelivery": neither a reader nor a search finds "address". inscriptis and html2text keep the
# cells apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >page.html <<'HTML'
<table><tr><th>Data</th><th>Purpose</th></tr><tr><td>Name and address</td><td>Delivery</td></tr></table>
HTML
npm install --silent --no-audit --no-fund html-to-text@10.0.1 >/dev/null
node --input-type=module -e '
import { readFileSync } from "node:fs";
import { convert } from "html-to-text";
const page = readFileSync("page.html", "utf8");
const text = convert(page);
console.log("html-to-text 10.0.1:", JSON.stringify(text));
if (text !== "DataPurposeName and addressDelivery") process.exit(1);
'
python3 -m venv venv
venv/bin/pip install --quiet inscriptis==2.7.6 html2text==2025.4.15
venv/bin/python - <<'PYTHON'
from pathlib import Path

import html2text
import inscriptis

page = Path("page.html").read_text()
for name, text in (("inscriptis 2.7.6", inscriptis.get_text(page)), ("html2text 2025.4.15", html2text.html2text(page))):
    print(f"{name}: {text!r}")
    assert "addressDelivery" not in text and "DataPurpose" not in text, text
PYTHON
