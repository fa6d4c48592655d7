#!/usr/bin/env bash
# calamine joins the words on both sides of a line break in a cell of an OpenDocument spreadsheet.
#
# OpenDocument 1.3, part 3, 6.1.5, has `text:line-break` for a break within a paragraph. calamine keeps a new paragraph
# of a cell as a new line, and repeated blanks as blanks, but passes over the break: "Anna" and "Lee" in two lines are
# read as "AnnaLee". odfpy, which writes the file here, and pandas' reader built on it keep the break.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-calamine==0.9.1 odfpy==1.4.1 pandas==3.1.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import pandas
import python_calamine
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P

document = OpenDocumentSpreadsheet()
table, row = Table(name="Accounts"), TableRow()
broken, apart = TableCell(valuetype="string"), TableCell(valuetype="string")
name = P(text="Anna")
name.addElement(LineBreak())
name.addText("Lee")
broken.addElement(name)
for line in ("Anna", "Lee"):
    apart.addElement(P(text=line))
for cell in (broken, apart):
    row.addElement(cell)
table.addElement(row)
document.spreadsheet.addElement(table)
document.save("accounts.ods")
by_calamine = python_calamine.CalamineWorkbook.from_path("accounts.ods").get_sheet_by_index(0).to_python()
by_pandas = pandas.read_excel("accounts.ods", engine="odf", header=None).values.tolist()
print("calamine", version("python-calamine"), by_calamine)
print("pandas", version("pandas"), "with odfpy", version("odfpy"), by_pandas)
assert by_calamine == [["AnnaLee", "Anna\nLee"]], by_calamine
assert by_pandas == [["Anna\nLee", "Anna\nLee"]], by_pandas
PYTHON
