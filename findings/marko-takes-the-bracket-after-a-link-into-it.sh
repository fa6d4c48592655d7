#!/usr/bin/env bash
# marko's GitHub dialect takes the bracket that closes a remark into the link before it.
#
# GFM 0.29, 6.9: a closing bracket at the end of a bare address belongs to it only if it closes one inside it. marko
# asks so when the bracket is the last sign, but not when a full stop follows: "(see https://example.com/terms)." leads
# to https://example.com/terms), a page that is not there. cmarkgfm, GitHub's own parser, leaves the bracket outside.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet marko==2.2.1 cmarkgfm==2025.10.22
"$folder/venv/bin/python" - <<'PYTHON'
import re
from importlib.metadata import version

import cmarkgfm
from marko.ext.gfm import gfm

print("marko", version("marko"), "cmarkgfm", version("cmarkgfm"))


def links(source):
    pages = gfm.convert(source), cmarkgfm.github_flavored_markdown_to_html(source)
    found = [re.findall('href="(.*?)"', page) for page in pages]
    print(f"{source!r}: marko {found[0]}, cmarkgfm {found[1]}")
    return found


TERMS = "https://example.com/terms"
assert links(f"(see {TERMS})") == [[TERMS], [TERMS]]
assert links(f"(see {TERMS}).") == [[f"{TERMS})"], [TERMS]]
PYTHON
