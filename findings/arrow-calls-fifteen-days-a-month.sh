#!/usr/bin/env bash
# arrow says "in a month" of fifteen days, and skips from "in 2 weeks" to it.
#
# `humanize` rounds what is left after whole calendar months up to a month once it is more than fourteen days, and asks
# that before it asks for weeks. So "3 weeks" and "4 weeks" are never said, 15 to 45 days are all "a month", and a
# reader who is told on the 16th that terms change "in a month" has half of that. Pendulum rounds the same spans to
# weeks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet arrow==1.4.0 pendulum==3.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import arrow
import pendulum

print("arrow", version("arrow"), "pendulum", version("pendulum"))
start, other = arrow.get("2025-01-01"), pendulum.datetime(2025, 1, 1)
said = {}
for days in (14, 15, 21, 28, 45):
    said[days] = start.shift(days=days).humanize(start)
    print(f"{days} days: arrow {said[days]!r}, pendulum {other.add(days=days).diff_for_humans(other)!r}")
assert said == {14: "in 2 weeks", 15: "in a month", 21: "in a month", 28: "in a month", 45: "in a month"}, said
PYTHON
