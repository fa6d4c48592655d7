#!/usr/bin/env bash
# pytest collects nothing below a folder called `build`, and says nothing about it.
#
# The default of `norecursedirs` names build and dist beside hidden folders. Where a package has a room called `build` and
# its tests mirror the package, tests/pkg/build/test_x.py is never run by `pytest tests`: the run is green and one test
# short. Named outright, the same file runs. A project must set `norecursedirs` itself to be told of all its tests.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pytest==8.4.2
mkdir -p "$folder/tests/pkg/build" "$folder/tests/pkg/text"
printf 'def test_it():\n    assert True\n' | tee "$folder/tests/pkg/build/test_made.py" > "$folder/tests/pkg/text/test_text.py"
cd "$folder"
"$folder/venv/bin/pytest" --version
count() { "$folder/venv/bin/pytest" -q --import-mode=importlib "$@" | tail -n 1; }
default=$(count tests)
named=$(count tests/pkg/build/test_made.py)
told=$(count -o norecursedirs='.*' tests)
echo "pytest tests: $default"
echo "pytest tests/pkg/build/test_made.py: $named"
echo "pytest -o norecursedirs='.*' tests: $told"
[[ $default == "1 passed"* && $named == "1 passed"* && $told == "2 passed"* ]]
