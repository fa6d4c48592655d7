#!/usr/bin/env bash
# SheetJS puts every date of a workbook that counts days from 1904 four years and a day too early.
#
# A workbook says in its own properties from which day its dates are counted: 1900, or 1904 as Excel on the Macintosh
# long did by default. openpyxl writes such a workbook when asked. Asked for dates (`cellDates`), the `xlsx` package
# counts from 1900 all the same, without a warning: an account made on 2 March 2028 comes out as made on 1 March 2024.
# As text (`raw: false`, without `cellDates`) the same cell is read rightly, and openpyxl and calamine read it rightly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openpyxl==3.1.5 python-calamine==0.9.1
cd "$folder"
npm install --silent --no-fund --no-audit xlsx@0.18.5
"$folder/venv/bin/python" - <<'PYTHON'
import datetime

import openpyxl
import python_calamine
from openpyxl.utils.datetime import CALENDAR_MAC_1904

day = datetime.date(2028, 3, 2)
for name, epoch in (("1900", None), ("1904", CALENDAR_MAC_1904)):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    book.active.append(["acc-1", day])
    book.save(f"{name}.xlsx")
    by_openpyxl = openpyxl.load_workbook(f"{name}.xlsx").active["B1"].value.date()
    by_calamine = python_calamine.CalamineWorkbook.from_path(f"{name}.xlsx").get_sheet_by_index(0).to_python()[0][1]
    print(f"counted from {name}: openpyxl {by_openpyxl}, calamine {by_calamine}")
    assert by_openpyxl == by_calamine == day
PYTHON
TZ=UTC node - <<'NODE'
const assert = require("node:assert");
const XLSX = require("xlsx");
console.log("xlsx", XLSX.version);
const readCell = (name, options, shape) => {
  const [sheet] = Object.values(XLSX.readFile(`${name}.xlsx`, options).Sheets);
  return XLSX.utils.sheet_to_json(sheet, { header: 1, ...shape })[0][1];
};
const read = {};
for (const name of ["1900", "1904"]) {
  const asDate = readCell(name, { cellDates: true }, {}).toISOString().slice(0, 10);
  const asText = readCell(name, { dateNF: "yyyy-mm-dd" }, { raw: false });
  read[name] = [asDate, asText];
  console.log(`counted from ${name}: xlsx as a date ${asDate}, as text ${asText}`);
}
assert.deepStrictEqual(read, { 1900: ["2028-03-02", "2028-03-02"], 1904: ["2024-03-01", "2028-03-02"] });
NODE
