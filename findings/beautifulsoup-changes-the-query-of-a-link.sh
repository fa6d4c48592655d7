#!/usr/bin/env bash
# BeautifulSoup with Python's own parser turns the query ?v=2&section=5 of a link into one with a paragraph sign.
#
# HTML (13.2.5.73) lets a query stand in an attribute unescaped: a name of a character without its semicolon is not read
# there when "=" or a letter follows. lxml and html5lib keep to it. html.parser unescapes attributes as if they were
# text, so &sect, &para, &copy and &reg at the start of a parameter's name become characters, and the link leads
# elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet beautifulsoup4==4.14.2 html5lib==1.1 lxml==6.0.2
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from bs4 import BeautifulSoup

LINK = "/terms?v=2&section=5&para=3&copy=1"
PARSERS = ("html.parser", "lxml", "html5lib")
read = {parser: BeautifulSoup(f'<a href="{LINK}">5</a>', parser).a["href"] for parser in PARSERS}
print("Python", sys.version.split()[0], "beautifulsoup4", version("beautifulsoup4"))
for parser, link in read.items():
    print(f"{parser}: {link}")
assert read["lxml"] == read["html5lib"] == LINK, read
assert read["html.parser"] != LINK, read
PYTHON
