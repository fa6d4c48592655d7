#!/usr/bin/env bash
# From a Monday to the Tuesday after it three libraries count one working day and `holidays` two.
#
# `holidays.get_working_days_count` counts both ends, workalendar, NumPy and date-fns one of them. From a Saturday one
# working day leads to Monday in holidays, workalendar, pandas and date-fns, and to Tuesday in NumPy, whose day must
# first be rolled forward and is then already Monday. No working day from a Saturday is Monday in holidays and still
# Saturday in workalendar and date-fns. A period of notice kept by one and checked by another is a day short.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet holidays==0.85 workalendar==17.0.0 numpy==2.3.5 pandas==2.3.3
cd "$folder"
npm install --silent --no-audit --no-fund date-fns@4.1.0 >/dev/null
venv/bin/python - <<'PYTHON'
from datetime import date

import holidays
import numpy
import pandas
from workalendar.europe import Germany

saturday, monday, tuesday = date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 1)
days, calendar = holidays.country_holidays("DE"), Germany()
between = {
    "holidays": days.get_working_days_count(monday, tuesday),
    "workalendar": calendar.get_working_days_delta(monday, tuesday),
    "numpy": int(numpy.busday_count(monday, tuesday)),
}
after = {
    "holidays": days.get_nth_working_day(saturday, 1),
    "workalendar": calendar.add_working_days(saturday, 1),
    "pandas": (pandas.Timestamp(saturday) + pandas.offsets.BDay(1)).date(),
    "numpy": numpy.busday_offset(saturday, 1, roll="forward").item(),
}
none = {"holidays": days.get_nth_working_day(saturday, 0), "workalendar": calendar.add_working_days(saturday, 0)}
print(holidays.__version__, between, {name: str(day) for name, day in after.items()}, {name: str(day) for name, day in none.items()})
assert between == {"holidays": 2, "workalendar": 1, "numpy": 1}, between
assert after == {"holidays": monday, "workalendar": monday, "pandas": monday, "numpy": tuesday}, after
assert none == {"holidays": monday, "workalendar": saturday}, none
PYTHON
cat >count.mjs <<'NODE'
import assert from "node:assert";
import { addBusinessDays, differenceInBusinessDays } from "date-fns";

const [saturday, monday, tuesday] = [new Date(2026, 10, 28), new Date(2026, 10, 30), new Date(2026, 11, 1)];
assert.strictEqual(differenceInBusinessDays(tuesday, monday), 1);
assert.strictEqual(+addBusinessDays(saturday, 1), +monday);
assert.strictEqual(+addBusinessDays(saturday, 0), +saturday);
console.log("date-fns counts one");
NODE
node count.mjs
