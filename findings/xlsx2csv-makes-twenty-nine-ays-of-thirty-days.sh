#!/usr/bin/env bash
# xlsx2csv takes a number that is shown as "30 days" for a date, and the 30 is gone from the CSV.
#
# ECMA-376, part 1, 18.8.31: what stands between quotation marks in a number format is shown as it is, and 0" days" is
# how a table of retention periods shows its numbers. xlsx2csv looks for h, s, m, d or y anywhere in the format, quoted
# or not, takes 30 for the 29th of January 1900 and fills in: `0" 29ays"`. 0" months" becomes `0" 01ont12s"`; of
# 0" weeks" nothing is left but the format. Whether it happens depends on the language: 0" Tage" is read as 30. There is
# no error. openpyxl and calamine read 30 everywhere. `--ignore-formats date` gives 30 too, and then the true dates of
# the same sheet come out as numbers: read such a sheet with another library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xlsx2csv==0.8.6 XlsxWriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1
cd "$folder"
cat > read.py <<'PYTHON'
import csv
import io
from importlib.metadata import version

import openpyxl
import python_calamine
import xlsx2csv
import xlsxwriter

SHOWN = ["days", "months", "weeks", "jours", "Tage"]
book = xlsxwriter.Workbook("periods.xlsx")
sheet = book.add_worksheet()
for row, words in enumerate(SHOWN):
    sheet.write(row, 0, 30, book.add_format({"num_format": f'0" {words}"'}))
book.close()


def made(**how):
    xlsx2csv.Xlsx2csv("periods.xlsx", **how).convert(text := io.StringIO())
    return [row[0] for row in csv.reader(text.getvalue().splitlines())]


wrong = made()
for words, text in zip(SHOWN, wrong, strict=True):
    print("xlsx2csv", version("xlsx2csv"), f'30 as 0" {words}":', text)
assert wrong == ['0" 29ays"', '0" 01ont12s"', '0" weeks"', '0" jours"', "30"], wrong
assert made(ignore_formats=["date"]) == ["30"] * 5, made(ignore_formats=["date"])
others = [cell for (cell,) in openpyxl.load_workbook("periods.xlsx").active.iter_rows(values_only=True)]
assert others == [30] * 5, others
assert python_calamine.CalamineWorkbook.from_path("periods.xlsx").get_sheet_by_index(0).to_python() == [[30]] * 5
PYTHON
venv/bin/python read.py
