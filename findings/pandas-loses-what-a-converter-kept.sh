#!/usr/bin/env bash
# pandas 3.1 takes Namibia's code NA for a missing value although a converter has made a string of it.
#
# `converters={"country": str}` was the way to keep NA in one column: what a converter returned was the value up to 3.0.
# In 3.1 the strings that a converter returns are held against the list of missing values once more, the converter
# is called with "NA" and its answer is dropped. One that returns another string, "na" say, is believed. dtype=str never
# kept it; keep_default_na=False does in all. country_converter 1.3.2, which relies on the old way and allows pandas 3,
# raises a TypeError when a CountryConverter is made: Namibia has no code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/read.py" <<'PYTHON'
import io
import sys

import pandas

table = "account,country\n17,NA\n18,DE\n"


def read(**how):
    return [value if isinstance(value, str) else None for value in pandas.read_csv(io.StringIO(table), **how).country]


def seen(text):
    asked.append(text)
    return text


asked = []
as_it_is = read(converters={"country": str})
answered = read(converters={"country": seen})
print("pandas", pandas.__version__, "str:", as_it_is, "a function asked", asked, "gives", answered)
kept = None if sys.argv[1] == "3.1.1" else "NA"
assert as_it_is == answered == [kept, "DE"]
assert asked == ["NA", "DE"]
assert read(converters={"country": str.lower}) == ["na", "de"]
assert read(dtype=str) == [None, "DE"]
assert read(keep_default_na=False) == ["NA", "DE"]
PYTHON
for release in 2.3.3 3.0.6 3.1.1; do
  python3 -m venv "$folder/$release"
  "$folder/$release/bin/pip" install --quiet "pandas==$release"
  "$folder/$release/bin/python" "$folder/read.py" "$release"
done
"$folder/3.1.1/bin/pip" install --quiet country_converter==1.3.2
"$folder/3.1.1/bin/python" - <<'PYTHON'
import country_converter

try:
    country_converter.CountryConverter()
except TypeError as refused:
    print("country_converter:", refused)
else:
    raise AssertionError("it was made")
PYTHON
