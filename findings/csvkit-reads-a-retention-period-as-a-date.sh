#!/usr/bin/env bash
# csvkit makes the last day of January in year 1 of "30 days", and a day of year 1 of everybody called April or May.
#
# Its reader, agate, tries each column as boolean, number, length of time, date and text, and takes the first that fits
# all rows; dates are read by parsedatetime from the first day of year 1, so that "30 days" is that day and thirty more.
# A column of retention periods in days and years becomes dates, in days and weeks lengths of time, and one of people
# that are all called like months becomes dates too. One row more that is no month, and the column stays text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet csvkit==2.2.0 agate==1.14.2 parsedatetime==2.6 pytimeparse==1.1.8
cd "$folder"
printf 'kept,name\n30 days,April\n5 years,May\n' >periods.csv
printf 'kept,name\n30 days,April\n2 weeks,May\n' >lengths.csv
printf 'kept,name\n30 days,April\nuntil then,Mary\n' >words.csv
venv/bin/pip list 2>/dev/null | grep -E '^(csvkit|agate|parsedatetime) '
read_as() {
  seen=$(venv/bin/csvjson "$1")
  echo "$1: $seen"
  [[ $seen == "$2" ]]
}
read_as periods.csv '[{"kept": "0001-01-31", "name": "0001-04-01"}, {"kept": "0006-01-01", "name": "0001-05-01"}]'
read_as lengths.csv '[{"kept": "30 days, 0:00:00", "name": "0001-04-01"}, {"kept": "14 days, 0:00:00", "name": "0001-05-01"}]'
read_as words.csv '[{"kept": "30 days", "name": "April"}, {"kept": "until then", "name": "Mary"}]'
