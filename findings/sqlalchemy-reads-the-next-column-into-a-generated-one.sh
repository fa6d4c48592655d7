#!/usr/bin/env bash
# SQLAlchemy reads the expression of a generated column of SQLite up to the last bracket of the line.
#
# SQLite keeps the words of CREATE TABLE as they were written, and SQLAlchemy finds the expression in them by a pattern
# that ends at the last closing bracket it can reach in that line. When the table was written in one line and a later
# column has brackets, the expression holds the columns between as well; written in several lines, it is right. What is
# made from the reflection, such as Alembic's copy of a table, is then no valid SQL.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet SQLAlchemy==2.1.9
"$folder/venv/bin/python" - <<'PYTHON'
import sqlite3
from importlib.metadata import version

import sqlalchemy

print("SQLAlchemy", version("SQLAlchemy"), "SQLite", sqlite3.sqlite_version)
COLUMNS = "id TEXT PRIMARY KEY", "size INTEGER GENERATED ALWAYS AS (length(id))", "mail TEXT", "day TEXT DEFAULT (date())"
read = {}
with sqlalchemy.create_engine("sqlite://").begin() as connection:
    for table, between in (("one_line", ", "), ("lines", ",\n")):
        connection.exec_driver_sql(f"CREATE TABLE {table} ({between.join(COLUMNS)})")
        size = sqlalchemy.inspect(connection).get_columns(table)[1]
        read[table] = size["computed"]["sqltext"]
        print(f"{table}: {read[table]!r}")
assert read["lines"] == "length(id)", read
assert read["one_line"] == "length(id)), mail TEXT, day TEXT DEFAULT (date()", read
PYTHON
