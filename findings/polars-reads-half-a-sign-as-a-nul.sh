#!/usr/bin/env bash
# polars reads a name that a broken export cut in the middle of a sign as one that ends in a NUL.
#
# Programs that count UTF-16 units cut "Ann" and an emoji, in a column of four, to "Ann" and half of a pair, and JSON
# writes that half as \ud83d. The grammar of JSON allows it (RFC 8259, section 8.2, leaves open what a reader makes of
# it). pyarrow refuses the row and says why; Python keeps half the pair. polars puts U+0000 there, a character that
# was in no export, that no check for half a pair finds, and at which C and PostgreSQL end or refuse the name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet polars==2.1.0 pyarrow==25.0.1
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json

import polars
import pyarrow
import pyarrow.json

LINE = b'{"name": "Ann \\ud83d"}\n'
by_lines = polars.read_ndjson(io.BytesIO(LINE))["name"][0]
whole = polars.read_json(io.BytesIO(b"[" + LINE + b"]"))["name"][0]
print("polars", polars.__version__, ascii(by_lines), ascii(whole), "Python", ascii(json.loads(LINE)["name"]))
assert by_lines == whole == "Ann \0"
try:
    pyarrow.json.read_json(io.BytesIO(LINE))
except pyarrow.ArrowInvalid as error:
    print("pyarrow", pyarrow.__version__, str(error).splitlines()[0])
else:
    raise SystemExit("pyarrow takes the row now")
PYTHON
