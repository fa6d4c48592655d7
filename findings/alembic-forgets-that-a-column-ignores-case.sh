#!/usr/bin/env bash
# Alembic makes a column of SQLite tell upper from lower case, and drops the table's triggers, when it alters another one.
#
# SQLite cannot alter a column, so Alembic's batch mode makes a new table from what SQLAlchemy reads of the old one, and
# copies the rows. For a CHECK constraint without a name it warns. Of `COLLATE NOCASE` SQLAlchemy reads nothing and
# nobody warns: after a migration that touches another column, the unique address takes "Ann@example.com" beside
# "ann@example.com", and a search finds one of them. The trigger that forbade to delete rows is gone as silently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet alembic==1.20.1 SQLAlchemy==2.1.9
"$folder/venv/bin/python" -W error - <<'PYTHON'
import sqlite3
from importlib.metadata import version

import sqlalchemy
from alembic.migration import MigrationContext
from alembic.operations import Operations

print("alembic", version("alembic"), "SQLAlchemy", version("SQLAlchemy"), "SQLite", sqlite3.sqlite_version)
with sqlalchemy.create_engine("sqlite://").begin() as connection:
    run = connection.exec_driver_sql
    run("CREATE TABLE account (id INTEGER PRIMARY KEY, address TEXT UNIQUE COLLATE NOCASE, seen TEXT NOT NULL)")
    run("CREATE TRIGGER keep BEFORE DELETE ON account BEGIN SELECT raise(ABORT, 'kept'); END")
    run("INSERT INTO account VALUES (1, 'ann@example.com', 'no')")
    before = run("SELECT count(*) FROM account WHERE address = 'Ann@example.com'").scalar()
    with Operations(MigrationContext.configure(connection)).batch_alter_table("account") as batch:
        batch.alter_column("seen", nullable=True)
    after = run("SELECT count(*) FROM account WHERE address = 'Ann@example.com'").scalar()
    run("INSERT INTO account VALUES (2, 'Ann@example.com', 'no')")
    run("DELETE FROM account WHERE id = 1")
    print(f"found by the address in another case: {before} before, {after} after")
    print(run("SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL").all())
    assert (before, after) == (1, 0)
    assert run("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").scalar() == 0
PYTHON
