#!/usr/bin/env bash
# pycountry's search for "Niger" gives Nigeria, and that for "Curaçao" the Netherlands, although both names are exact.
#
# Whoever turns the country names of a list of accounts into codes takes the first answer of `search_fuzzy`. There a
# country's own name earns 50 points and a subdivision's 49, and parts of names earn more on top: Nigeria has a state
# called Niger and a name that begins with the word, and overtakes Niger. Of Curaçao the search takes the cedilla off
# the question and not off the country's name, so only the subdivision is an exact match. `lookup` finds both; of all
# names that pycountry itself has, these two alone lead elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pycountry==26.2.16
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import pycountry

elsewhere = {
    country.name: pycountry.countries.search_fuzzy(country.name)[0].alpha_2
    for country in pycountry.countries
    if pycountry.countries.search_fuzzy(country.name)[0] != country
}
print("pycountry", version("pycountry"), elsewhere)
assert elsewhere == {"Curaçao": "NL", "Niger": "NG"}
assert [pycountry.countries.lookup(name).alpha_2 for name in elsewhere] == ["CW", "NE"]
PYTHON
