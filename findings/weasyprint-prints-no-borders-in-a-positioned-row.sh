#!/usr/bin/env bash
# WeasyPrint prints the cells of a row that is `position: relative` without their borders and their background.
#
# CSS Positioned Layout 3, 2, lets `position` apply to rows of tables, and `relative` without an offset moves nothing.
# It is what a style sheet says so that a link can cover its whole row. Browsers draw the row as before. WeasyPrint
# prints its words alone: with separate borders a row of a PDF looks as if it stood outside the table, with collapsed
# ones it keeps the lines that it shares with a neighbour. Nothing is logged. A sheet for print says
# `tr { position: static }`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet weasyprint==70.0
"$folder/venv/bin/python" - <<'PYTHON'
import logging

import weasyprint

said = []
logger = logging.getLogger("weasyprint")
logger.handlers = [handler := logging.Handler()]
handler.emit = lambda record: said.append(record.getMessage())
print("WeasyPrint", weasyprint.__version__)
ROWS = "<table><tr class=first><td>Purpose<td>Period<tr><td>Logs<td>30 days</table>"
CELL = "td {border: 2px solid #f00; background: #ff0}"
drawn = {}
for borders in ("separate", "collapse"):
    for position in ("static", "relative"):
        style = f"table {{border-collapse: {borders}}} {CELL} .first {{position: {position}}}"
        printed = weasyprint.HTML(string=f"<html lang=en><style>{style}</style>{ROWS}").write_pdf(uncompressed_pdf=True)
        red, yellow = printed.count(b"1 0 0 rg") + printed.count(b"1 0 0 RG"), printed.count(b"1 1 0 rg")
        drawn[borders, position] = (red, yellow)
        print(f"{borders}, {position}: {red} strokes of borders, {yellow} backgrounds")
assert drawn["separate", "static"] == (4, 4) and drawn["separate", "relative"] == (2, 2), drawn
assert drawn["collapse", "static"] == (12, 4) and drawn["collapse", "relative"] == (7, 2), drawn
assert said == [], said
PYTHON
