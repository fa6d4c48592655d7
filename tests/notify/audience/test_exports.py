"""Accounts as other programs export them: read truly, listed as unusable, or refused with the way out; none is lost."""

from __future__ import annotations

import contextlib
import gzip
import json
import sqlite3
import uuid
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from notify.audience.criteria import Criteria
from notify.audience.judge import judge_rows
from notify.audience.sources import read_accounts
from notify.audience.sources.sql_statement import refuse_writing
from notify.errors import SourceError
from notify.model.published import Obligation, Version
from tests.notify.conftest import Desk

RULE = Obligation(rule="promise", regions=("*",), lead_days=30, send_by=date(2027, 1, 30), consent=False, source="")
VERSION = Version(
    version_id="2027-01-02", published_on=date(2027, 1, 2), effective_on=date(2027, 3, 1), change_class="material",
    practice=None, summary_html="", summary_text="", what_you_can_do_html="", what_you_can_do_text="", text_sha256="",
    url="", changes_url=None, predecessor_id="2026-02-01", owed=(RULE,),
)  # fmt: skip
CRITERIA = Criteria(
    version=VERSION,
    older_ids=("2024-05-01",),
    newer_ids=("2027-01-02",),
    rules=(RULE,),
    languages=("en",),
    default_language="en",
)


def _rows(source: Path | str, query: str | None = None) -> list[dict[str, object]]:
    return [row for frame in read_accounts(str(source), {}, query) for row in frame.to_dicts()]


def _judged(source: Path) -> list[dict[str, object]]:
    return [row for frame in read_accounts(str(source), {}) for row in judge_rows(frame, CRITERIA).to_dicts()]


def _file(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


@pytest.mark.parametrize(
    ("content", "accounts"),
    [
        ("account_id,email\r\n1,a@b.example\r\n2,b@b.example\r3,c@b.example\r\n", "123"),
        ('account_id,email,name\r1,a@b.example,"An\nn"\r2,b@b.example,B\r', "12"),
        ('account_id,email,name\n1,a@b.example,5" disk\n2,b@b.example,6" disk\n', "12"),
        ("\n,,\naccount_id,email\n1,a@b.example\n2,b@b.example\n", "12"),
        ("\ufeffsep=;\r\n\r\naccount_id;email\r\n1;a@b.example\r\n", "1"),
        ('account_id,email,note\n1,a@b.example,"two\nlines, and ""more"""\n2,b@b.example,\n', "12"),
    ],
    ids=["line ends mixed", "CR and a quoted LF", "inches", "empty lines first", "sep= and a mark", "quoted lines"],
)
def test_every_account_of_a_csv_is_read(tmp_path: Path, content: str, accounts: str) -> None:
    """However line ends, quotes and empty lines are mixed, no account is swallowed by the one before it."""
    rows = _judged(_file(tmp_path, content))
    assert "".join(str(row["account_id"]) for row in rows if row["verdict"] == "owed") == accounts


def test_two_stray_quotes_swallow_nobody_between_them(tmp_path: Path) -> None:
    """A quotation mark that never closes is not closed by the next stray one: the lines between are accounts."""
    lines = ['1,a@b.example,"Ann', "2,b@b.example,Bob", '3,c@b.example,"Cleo', "4,d@b.example,Dan"]
    rows = _rows(_file(tmp_path, "account_id,email,name\n" + "\n".join(lines) + "\n"))
    assert [(row["account_id"], bool(row["problem"])) for row in rows] == [
        ("1", True),
        ("2", False),
        ("3", True),
        ("4", False),
    ]


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ('="0012"', "0012"),
        ('"=""0013"""', "0013"),
        ("\u200b7\u00a0", "7"),
        ("#N/A", None),
        ("NULL", None),
        ("\\N", None),
    ],
)
def test_an_id_is_what_the_database_holds(tmp_path: Path, written: str, account: str | None) -> None:
    """A spreadsheet's way to keep digits and invisible signs are not part of an id, and a word for nothing is none."""
    (row,) = _judged(_file(tmp_path, f"account_id,email\n{written},a@b.example\n"))
    assert row["account_id"] == account
    assert (row["reason"] == "no account id") is (account is None)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ('"Ann <ann@b.example>"', "ann@b.example"),
        ('"""Lee, Ann"" <ann@b.example> "', "ann@b.example"),
        ("<ann@b.example>", "ann@b.example"),
        ("mailto:ann@b.example", "ann@b.example"),
        ("ann@b.example.", "ann@b.example"),
        ("Ann <ann@münchen.example>", "ann@xn--mnchen-3ya.example"),
        ("ann@münchen.example.", "ann@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_read_as_address_books_write_it(tmp_path: Path, written: str, address: str) -> None:
    """A display name, angle brackets, a link's beginning and the dot that ends a full name are taken off."""
    [row] = _judged(_file(tmp_path, f"account_id,email\n1,{written}\n"))
    assert (row["verdict"], row["email"]) == ("owed", address)


@pytest.mark.parametrize(
    "written",
    ['"Ann <ann>"', '"x@b.example <y@b.example>"', '"a@b.example; c@b.example"', "ann@b.example..",
     "ann@b.example (work)", '"Ann <a@b.example> <c@b.example>"'],
)  # fmt: skip
def test_an_address_that_could_be_two_is_listed_and_not_guessed(tmp_path: Path, written: str) -> None:
    """Where it is not certain which address is meant, or whether there is one, the account is listed as unusable."""
    [row] = _judged(_file(tmp_path, f"account_id,email\n1,{written}\n"))
    assert (row["verdict"], row["reason"]) == ("unusable", "malformed address")


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ('"ID","EMAIL","NAME"', 'such as account_id = "ID"'),
        ("Record ID,Email,First Name", 'such as account_id = "Record ID"'),
        ("account_id,E-Mail Address", "name it in policy.toml under [accounts.columns]"),
        ("account_id,Email Address", 'such as email = "Email Address"'),
        ("account_id^email", "separated by something other than a comma"),
        ("account_id\x01email", "separated by something other than a comma"),
    ],
)
def test_the_line_that_names_a_column_is_given(tmp_path: Path, header: str, line: str) -> None:
    """Where a column is called otherwise, as customer systems do, the refusal has the line for `policy.toml`."""
    with pytest.raises(SourceError) as refused:
        _rows(_file(tmp_path, f"{header}\n1,a@b.example,Ann\n"))
    assert line in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.sql", "COPY accounts (account_id) FROM stdin;\n1\n", "a PostgreSQL dump; load it"),
        ("a.sql", "-- MySQL dump 10.13\n", "a MySQL dump; load it"),
        ("a.db", "SQLite format 3\0", "an SQLite database; give it as sqlite:///"),
        ("a.csv", "INSERT INTO accounts VALUES (1,'a@b.example');\n", "SQL statements; load them"),
    ],
)  # fmt: skip
def test_what_a_database_wrote_is_known_by_its_content(tmp_path: Path, name: str, content: str, words: str) -> None:
    """A dump or a database's own file is refused with the way to read it, whatever its name ends in."""
    with pytest.raises(SourceError) as refused:
        _rows(_file(tmp_path, content, name))
    assert words in str(refused.value)


@pytest.mark.parametrize("name", ["JosÃ©", "BjÃ¶rn", "Oâ€™Neill", "NULL", "nan", "#NAME?", "None"])
def test_nobody_is_greeted_by_a_program(tmp_path: Path, name: str) -> None:
    """Text that was encoded twice, and words for nothing, are no names; the plan counts them."""
    (row,) = _judged(_file(tmp_path, f"account_id,email,name\n1,a@b.example,{name}\n"))
    assert (row["name"], row["verdict"], row["unnamed"]) == (None, "owed", True)


@pytest.mark.parametrize(
    ("said", "unseen"),
    [("v3", True), ("2031-01-01", True), ("true", True), ("NULL", False), ("", False), ("2024-05-01", False)],
)
def test_a_version_that_never_was_is_counted(tmp_path: Path, said: str, unseen: bool) -> None:
    """Whoever names as last seen what is no version is told as if they named none, and the plan counts them."""
    (row,) = _judged(_file(tmp_path, f"account_id,email,last_version\n1,a@b.example,{said}\n"))
    assert (row["verdict"], row["unseen"]) == ("owed", unseen)


@pytest.mark.parametrize("name", ["JOÃO", "SÃO PAULO", "Nan", "Â. Mota", "Élodie"])
def test_capital_letters_with_accents_stay(tmp_path: Path, name: str) -> None:
    """What looks like an accident of encoding and is none greets by name."""
    assert _judged(_file(tmp_path, f"account_id,email,name\n1,a@b.example,{name}\n"))[0]["name"] == name


@pytest.mark.parametrize("seen", ["2027-01-02", "2027-01-02 00:00:00", "2027-01-02T00:00:00.000Z"])
def test_a_version_seen_is_known_when_written_as_a_moment(tmp_path: Path, seen: str) -> None:
    """Programs write a day as its midnight; whoever saw this version is owed nothing all the same."""
    (row,) = _judged(_file(tmp_path, f"account_id,email,last_version\n1,a@b.example,{seen}\n"))
    assert row["reason"] == "already saw this version"
    pl.DataFrame({"account_id": ["1"], "email": ["a@b.example"], "last_version": [date(2027, 1, 2)]}).cast(
        {"last_version": pl.Datetime}
    ).write_parquet(tmp_path / "a.parquet")
    assert _judged(tmp_path / "a.parquet")[0]["reason"] == "already saw this version"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "account_id,email\n1234.0,a@b.example\n", "a.csv:2: .* a whole number with a decimal point"),
        ("a.csv", "account_id,email\n1.2e19,a@b.example\n", "cut short"),
        ("a.csv", "Accounts of 30 November\n\naccount_id,email\n1,a@b.example\n", "a.csv:3: names its columns"),
        ("a.csv", b"PK\x03\x04\x14", "is a spreadsheet or another archive"),
        ("a.csv", gzip.compress(b"account_id,email\n", mtime=0), "gunzip a.csv"),
        ("a.csv", "<html><table>", "is HTML or XML"),
        ("a.csv", b"PAR1\x15", "rename it to a.parquet"),
        ("a.csv", b"SQLite format 3\x00", "give it as sqlite:///"),
        ("a.parquet", b"ARROW1\x00", "is an Arrow"),
        ("a.jsonl", '{"account_id":1}\n'.encode("utf-16"), "iconv -f UTF-16"),
        ("a.jsonl", '{\n "account_id": 1,\n "email": "a@b.example"\n}\n', r"jq -c '\.' a.jsonl > new-a.jsonl"),
        ("a.jsonl", '{"account_id":1}{"account_id":2}', r"jq -c '\.' a.jsonl"),
        ("a.jsonl", '{"account_id":1,"email":"a@b.example"}\r{"account_id":2}\r', r"jq -c '\.' a.jsonl"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_truly_is_refused_with_the_way_out(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    """Numbers that a program rounded, titles above the columns and files of another kind: each says what to do."""
    with pytest.raises(SourceError, match=said):
        _rows(_file(tmp_path, content, name))


@pytest.mark.parametrize("mark", ["_delta_log/0.json", ".hoodie/x", "metadata/v1.metadata.json"])
def test_the_folder_of_a_table_is_refused(tmp_path: Path, mark: str) -> None:
    """Tables of a lake keep rows that were deleted since: nobody of them is told."""
    (tmp_path / mark).parent.mkdir()
    (tmp_path / mark).touch()
    pl.DataFrame({"account_id": ["1"], "email": ["a@b.example"]}).write_parquet(tmp_path / "part-0.parquet")
    with pytest.raises(SourceError, match="also keeps what was changed or deleted since"):
        _rows(tmp_path)


@pytest.mark.parametrize(
    ("line", "account", "problem"),
    [
        ('{"account_id":"1","email":"a@b.example"},', "1", None),
        ('\x1e{"account_id":"1","email":"a@b.example"}', "1", None),
        ('{"account_id":{"$oid":"507f1f77bcf86cd799439011"},"email":"a@b.example"}', "507f1f77bcf86cd799439011", None),
        ('{"account_id":{"$numberLong":"5"},"email":"a@b.example"}', "5", None),
        ('{"account_id":{"a":1},"email":"a@b.example"}', None, "account_id is an object"),
        ('{"account_id":"1","email":["a@b.example"]}', None, "email is a list"),
    ],
)
def test_lines_of_json_are_read_as_other_programs_write_them(
    tmp_path: Path, line: str, account: str | None, problem: str | None
) -> None:
    """Commas behind lines, records of RFC 7464 and the types of MongoDB are read; what holds no value is said."""
    good = json.dumps({"account_id": "9", "email": "z@b.example"})
    first = _rows(_file(tmp_path, f"{line}\n{good}\n", "a.jsonl"))[0]
    assert (first["account_id"], first["problem"]) == (account, problem)


def test_a_line_of_json_in_another_encoding_loses_its_name_alone(tmp_path: Path) -> None:
    """Who has a sign that is no UTF-8 in their name is told, without it; a line of megabytes is one row."""
    content = '{"account_id":1,"email":"a@b.example","name":"José"}\n'.encode("cp1252")
    content += b'{"account_id":2,"blob":"%b"}\n{"account_id":3,"email":"c@b.example"}\n' % (b"x" * 1_200_000)
    rows = _judged(_file(tmp_path, content, "a.jsonl"))
    assert [(row["row"], row["account_id"], row["name"], row["verdict"]) for row in rows] == [
        (1, "1", None, "owed"),
        (2, None, None, "unusable"),
        (3, "3", None, "owed"),
    ]


def test_a_uuid_that_looks_like_text_is_one_all_the_same(tmp_path: Path) -> None:
    """Among ten million random ids a few are letters by chance; what the others are, they are."""
    ids = [uuid.UUID("ff345678-1234-5678-1234-567812345678").bytes, b"abcdefghijklmnop"]
    pl.DataFrame({"account_id": ids, "email": ["a@b.example"] * 2}).write_parquet(tmp_path / "a.parquet")
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("CREATE TABLE accounts (account_id BLOB, email TEXT)")
        connection.executemany("INSERT INTO accounts VALUES (?, 'a@b.example')", [(one,) for one in ids])
    for source in (tmp_path / "a.parquet", f"sqlite:///{tmp_path / 'a.db'}"):
        assert [row["account_id"] for row in _rows(source)] == [str(uuid.UUID(bytes=one)) for one in ids]


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE accounts",
        "delete from accounts returning account_id, email",
        "WITH gone AS (DELETE FROM accounts RETURNING *) SELECT * FROM gone",
        "SELECT * INTO copied FROM accounts",
        "SELECT 1; DROP TABLE accounts",
        "/* SELECT */ UPDATE accounts SET email = 'x'",
        "EXEC send_all",
        "-- only words",
        " ",
    ],
)
def test_a_query_that_would_write_never_reaches_the_database(tmp_path: Path, query: str) -> None:
    """Planning changes nothing, on engines that have no read-only transaction either."""
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT, email TEXT)")
        connection.execute("INSERT INTO accounts VALUES ('1', 'a@b.example')")
    with pytest.raises(SourceError, match="--query: "):
        _rows(f"sqlite:///{tmp_path / 'a.db'}", query)
    assert len(_rows(f"sqlite:///{tmp_path / 'a.db'}")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM accounts;",
        "with a as (select 1) select * from a -- then delete",
        "SELECT 'DROP; it', \"delete\", `update`, [insert] FROM t WHERE x LIKE '%:y%' /* into ; */",
        "SELECT t.delete, deleted_at, replace(email, 'a', 'b') FROM t",
        "SELECT $$ it's; DROP $$, $q$ DELETE $q$",
        "(SELECT 1)",
        "TABLE accounts",
    ],
)
def test_a_query_that_reads_is_taken(query: str) -> None:
    """Words in strings, comments, quoted names and longer names are no commands."""
    refuse_writing(query)


def test_a_database_is_not_made_by_asking_for_it(tmp_path: Path) -> None:
    """A wrong path is a refusal, and no empty file is left there."""
    with pytest.raises(SourceError, match="there is no such file"):
        _rows(f"sqlite:///{tmp_path / 'none.db'}")
    assert not list(tmp_path.iterdir())


def test_a_colon_in_a_query_is_a_colon(tmp_path: Path) -> None:
    """Nothing of a query is taken for a parameter."""
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("CREATE TABLE accounts (account_id TEXT, email TEXT)")
        connection.execute("INSERT INTO accounts VALUES ('a:b', 'a@b.example')")
    query = "SELECT * FROM accounts WHERE account_id LIKE '%:b%'"
    assert len(_rows(f"sqlite:///{tmp_path / 'a.db'}", query)) == 1


def test_an_account_with_two_addresses_is_told_at_the_first_and_named(desk: Desk) -> None:
    """The plan says which rows were not used and how many, and `unreached` lists them all."""
    desk.accounts.write_text(
        "account_id,email\n1,a@b.example\n2,b@b.example\n1,A@B.example\n2,x@b.example\n2,y@b.example\n"
    )
    said = desk.run("plan", *desk.audience).out
    assert "1  duplicate account\n" in said
    assert "2  duplicate account, with another address\n" in said
    assert "row 5 (account 2, told as row 3 says), row 6 (account 2, told as row 3 says);" in said
    desk.freeze()
    rows = desk.run("unreached", "--ledger", desk.url, "--format", "json").body
    assert [row["row"] for row in rows["accounts"] if row["detail"].endswith("another address")] == [5, 6]


def test_ids_that_a_spreadsheet_made_alike_are_refused(desk: Desk) -> None:
    """Sixteen digits and more that end in zeros, with different addresses: nobody is left out as a duplicate."""
    desk.accounts.write_text("account_id,email\n1234567890123450000,a@b.example\n1234567890123450000,b@b.example\n")
    answer = desk.run("plan", *desk.audience)
    assert answer.code == 1
    assert "in rows 2 and 3 have the same id, 1234567890123450000" in answer.err
