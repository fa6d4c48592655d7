"""What an older system knows becomes where accounts start, marked as imported, and outweighs nothing newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from benchmarks.postgres import Server
from notify.gate.older_system import Export, Imported
from notify.model.gate import Did
from notify.published.manifest import read_manifest
from tests.notify.conftest import Desk, both
from tests.notify.gate.gating import NOON, gating
from tests.notify.published_site import NEWEST, VERSIONS

OLDER = f"""user,agreed_to,at
a1,{VERSIONS[1]},2025-04-01T10:00:00+02:00
a2,,2025-03-12
a3,,2025-06-01
a4,,2024-01-01
a5,2019-01-01,
,{VERSIONS[1]},
a6,{NEWEST},
"""
COLUMNS = ("--account-column", "user", "--version-column", "agreed_to", "--date-column", "at")


@both
def test_older_answers_are_taken_over_once(desk: Desk) -> None:
    """A version is taken by its id, a day for what was in force before it; rows that say neither are named."""
    file = desk.folder / "older.csv"
    file.write_text(OLDER, encoding="utf-8")
    line = ("gate", "import", str(file), "--ledger", desk.url, "--manifest", str(desk.site.manifest), *COLUMNS)
    first, again = desk.run(*line), desk.run(*line)
    assert (first.code, "7 rows: 4 kept, 0 known already, 3 could not be used" in first.out) == (3, True)
    assert "4 known already" in again.out
    for words in ("row 5: there was no version yet on 2024-01-01", "no version '2019-01-01'", "no account id"):
        assert words in first.err
    with gating(desk) as door:
        found = [(each.account_id, each.version_id, each.did, each.how) for each in door.kept("a1", "a2", "a3", "a6")]
        expected = {"a1": VERSIONS[1], "a2": VERSIONS[0], "a3": VERSIONS[1], "a6": NEWEST}
        how = (Did.AGREED, "imported from older.csv")
        assert found == [(account, version, *how) for account, version in expected.items()]
        assert [door.owed(account) for account in ("a1", "a6")] == [[(NEWEST, "notice")], []]


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("user_id,last_version", (), "name it with --account-column, such as --account-column user_id"),
        ("Customer ID,last_version", (), "such as --account-column 'Customer ID'"),
        ("account_id,seen", ("--version-column", "agreed"), "'seen': name it with --version-column"),
        ("account_id,seen", ("--date-column", "on"), "name it with --date-column"),
        (None, (), "-: this kind of file is not known; accounts are read from .csv"),
    ],
)  # fmt: skip
def test_a_refusal_speaks_of_the_options_of_this_command(
    file: str | None, options: tuple[str, ...], words: str, desk: Desk
) -> None:
    """An import takes the names of columns as options: none of its refusals names another command's."""
    source = desk.folder / "older.csv"
    source.write_text(f"{file}\na1,{NEWEST}\n", encoding="utf-8")
    given = "-" if file is None else str(source)
    answer = desk.run("gate", "import", given, "--ledger", desk.url, "--manifest", str(desk.site.manifest), *options)
    assert words in answer.err
    assert not [other for other in ("policy.toml", "--accounts") if other in answer.err]


@pytest.mark.parametrize(
    ("version", "day", "found"),
    [
        ("terms=2024-05-01 privacy=2026-02-01", "", VERSIONS[2]),
        ("privacy = 2025-03-10; terms=2024-05-01", "", VERSIONS[1]),
        (f"{VERSIONS[1]} 00:00:00", "", VERSIONS[1]),
        (f"{VERSIONS[1]}T00:00:00+00:00", "", VERSIONS[1]),
        ("", "1748779200", VERSIONS[1]),
        ("", "1748779200123", VERSIONS[1]),
        ("", "1748779200.25", VERSIONS[1]),
        ("", "2025-06-01 10:00:00+02", VERSIONS[1]),
        ("", "20250601", VERSIONS[1]),
        ("terms=2024-05-01", "", "neither a version nor a day"),
        ("", "2127-01-15", "2127-01-15 is in the future"),
        ("", "9743494400", "is in the future"),
        ("", "0", "'0' is not a date"),
        ("", "45748", "'45748' is not a date"),
        ("", "01/06/2025", "'01/06/2025' is not a date"),
    ],
)
def test_what_systems_write_for_a_version_or_a_day_is_read(version: str, day: str, found: str, desk: Desk) -> None:
    """As databases and languages write them, of one policy among several too; what could be another day is named."""
    export = Export(source="older.csv", query=None, columns={}, did=Did.AGREED)
    (desk.folder / "older.csv").write_text(f'account_id,last_version,created_on\na1,"{version}",{day}\n')
    tally = Imported()
    records = list(export.records(read_manifest(str(desk.site.manifest)), NOON, tally))
    assert [each.version_id for each in records] or [words for words in tally.problems if found in words]
    assert all(each.version_id == found for each in records)


def test_what_was_answered_since_stands(desk: Desk) -> None:
    """From a database too: an import says nothing about a policy on which the account has answered in the product."""
    database = desk.folder / "older.db"
    with closing(sqlite3.connect(database)) as older, older:
        older.execute("CREATE TABLE agreed (account_id, last_version)")
        older.executemany("INSERT INTO agreed VALUES (?, ?)", [("a1", NEWEST), ("a2", NEWEST)])
    with gating(desk) as door:
        door.post("refused", "a1")
        answer = desk.run(
            "gate", "import", f"sqlite:///{database}", "--query", "SELECT * FROM agreed", "--ledger", desk.url,
            "--manifest", str(desk.site.manifest), "--did", "seen", "--json",
        )  # fmt: skip
        assert (answer.code, answer.body["kept"], answer.body["known"]) == (0, 1, 1)
        assert [(each.did, each.how) for each in door.kept("a1", "a2")] == [
            (Did.REFUSED, "product:en"), (Did.SEEN, "imported from a database"),
        ]  # fmt: skip


def test_postgresql_tells_what_it_knows(desk: Desk, postgres: Server) -> None:
    """As the developers' page asks it, in its own types: numbers and UUIDs as accounts, moments with a zone, days."""
    url = postgres.database("older_system")
    uuid = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
    postgres.run(
        "CREATE TABLE users (id bigint, uuid uuid, tos varchar(20), accepted timestamptz, day date)",
        "INSERT INTO users VALUES (7, '6f9619ff-8b86-d011-b42d-00c04fc964ff', '2025-03-10', '2025-03-12 00:30+02',"
        "'2025-06-01'), (8, NULL, '2027-01-02', NULL, NULL)",
        database="older_system",
    )
    line = ("gate", "import", url, "--ledger", desk.url, "--manifest", str(desk.site.manifest), "--json", "--query")
    queries = (
        "SELECT id AS account_id, tos AS last_version FROM users ORDER BY id",
        "SELECT uuid AS account_id, accepted AS created_on FROM users WHERE uuid IS NOT NULL",
        "SELECT 'd' || id AS account_id, day AS created_on FROM users WHERE day IS NOT NULL",
    )
    assert [(desk.run(*line, query).body["kept"]) for query in queries] == [2, 1, 1]
    with gating(desk) as door:
        found = {each.account_id: (each.version_id, each.how) for each in door.kept("7", "8", uuid, "d7")}
    how = "imported from a database"
    assert found == {
        "7": (VERSIONS[1], how), "8": (NEWEST, how), uuid: (VERSIONS[0], how), "d7": (VERSIONS[1], how),
    }  # fmt: skip
