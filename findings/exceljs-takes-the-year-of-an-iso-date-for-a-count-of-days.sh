#!/usr/bin/env bash
# ExcelJS reads a date that a workbook holds in ISO 8601 as a day of July 1905.
#
# ISO/IEC 29500-1, 18.18.11, knows cells of the type "d", which hold "2024-03-01" in letters instead of a count of
# days; openpyxl writes them with `iso_dates`. ExcelJS reads such a cell as it reads a count: it takes the figures up
# to the first hyphen, 2024, and counts 2,024 days from the end of 1899. Every date of one year becomes the same day,
# without an error. openpyxl, calamine, SheetJS and read-excel-file read the date that stands there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openpyxl==3.1.5 python-calamine==0.9.1
cd "$folder"
npm install --silent --no-fund --no-audit exceljs@4.4.0 read-excel-file@9.3.17 >/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import datetime

import openpyxl
import python_calamine

days = [datetime.date(2024, 3, 1), datetime.date(2024, 11, 30), datetime.date(2025, 3, 1)]
book = openpyxl.Workbook(iso_dates=True)
for day in days:
    book.active.append([day])
book.save("accounts.xlsx")
rows = python_calamine.CalamineWorkbook.from_path("accounts.xlsx").get_sheet_by_index(0).to_python()
print("calamine", [str(day) for (day,) in rows])
assert [day for (day,) in rows] == days
PYTHON
cat > read.mjs <<'NODE'
import assert from "node:assert";
import ExcelJS from "exceljs";
import readFile from "read-excel-file/node";

const shown = (date) => date.toISOString().slice(0, 10);
const book = new ExcelJS.Workbook();
await book.xlsx.readFile("accounts.xlsx");
const byExcelJS = [];
book.worksheets[0].eachRow((row) => byExcelJS.push(shown(row.getCell(1).value)));
const [{ data }] = await readFile("accounts.xlsx");
const byOther = data.map(([date]) => shown(date));
console.log("exceljs 4.4.0", byExcelJS, "read-excel-file 9.3.17", byOther);
assert.deepStrictEqual(byExcelJS, ["1905-07-16", "1905-07-16", "1905-07-17"]);
assert.deepStrictEqual(byOther, ["2024-03-01", "2024-11-30", "2025-03-01"]);
NODE
TZ=UTC node read.mjs
