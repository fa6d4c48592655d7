#!/usr/bin/env bash
# WeasyPrint prints a heading in the size of the text where its size is worked out from rem or em.
#
# CSS Values 4, 10, lets calc(), min(), max() and clamp() stand wherever a length may. WeasyPrint works them out in a
# font-size if all lengths are px or vw. If one is in rem or em, its log calls the function invalid and the declaration
# counts for nothing: the heading that grows with the window, a common line in style sheets, is printed like a paragraph.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet weasyprint==70.0
"$folder/venv/bin/python" - <<'PYTHON'
import logging
import re

import weasyprint

said = []
logger = logging.getLogger("weasyprint")
logger.handlers = [handler := logging.Handler()]
handler.emit = lambda record: said.append(record.getMessage())
print("WeasyPrint", weasyprint.__version__)
sizes = {}
for size in ("2rem", "max(32px, 10px)", "clamp(20px, 32px, 40px)", "calc(2 * 1rem)", "max(2rem, 10px)", "clamp(1rem, 2em, 3rem)"):
    page = f"<html lang=en><style>p {{font-size: 16px}} h1 {{font-size: {size}}}</style><h1>Privacy</h1><p>Text"
    printed = weasyprint.HTML(string=page).write_pdf(uncompressed_pdf=True)
    sizes[size] = max(float(found) for found in re.findall(rb"/\S+ (\d+(?:\.\d+)?) Tf", printed))
    print(f"{size}: printed at {sizes[size]:g} px")
print("warnings:", said)
assert [*sizes.values()] == [32, 32, 32, 16, 16, 16], sizes
assert [words.partition(" at ")[0] for words in said] == ["Invalid math function"] * 3, said
PYTHON
