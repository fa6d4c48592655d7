"""Accounts from any source: whatever a row holds, it is owed, not owed or listed as unusable, and the sums add up."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sqlite3
import uuid
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.audience.judge import ascii_address
from notify.audience.sources import read_accounts
from notify.audience.sources.csv_file import PIECE
from notify.errors import SourceError
from tests.notify.conftest import Desk
from tests.notify.published_site import PublishedSite


def _rows(source: Path | str, names: dict[str, str] | None = None, query: str | None = None) -> list[dict[str, object]]:
    return [row for frame in read_accounts(str(source), names or {}, query) for row in frame.to_dicts()]


def _csv(folder: Path, text: str | bytes) -> Path:
    file = folder / "a.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_plain_and_a_quoted_file_read_the_same(tmp_path: Path) -> None:
    """Quotes decide how a CSV is read, and never what is read from it."""
    plain = _rows(_csv(tmp_path, "account_id,email,name\n1,a@b.example,Ann\n2,c@d.example,\n"))
    quoted = _rows(_csv(tmp_path, 'account_id,email,name\n"1",a@b.example,"Ann"\n2,"c@d.example",""\n'))
    for row in (*plain, *quoted):
        row["name"] = row["name"] or None
    assert plain == quoted
    assert [row["row"] for row in plain] == [2, 3]


@pytest.mark.parametrize(
    "head", ["\ufeffAccount_ID,EMAIL\n", "account_id;email\n", "account_id\temail\n", '"account_id","email"\r\n']
)
def test_headers_are_found_whatever_their_dress(tmp_path: Path, head: str) -> None:
    """A byte order mark, another case, another separator or quotes around names do not hide a column."""
    separator = next(c for c in ",;\t" if c in head)
    assert _rows(_csv(tmp_path, f"{head}1{separator}a@b.example\n"))[0]["email"] == "a@b.example"


def test_an_unclosed_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    """No account after a stray quotation mark is swallowed by it."""
    lines = ["account_id,email,name", '1,a@b.example,"Ann', *[f"{n},p{n}@b.example,P" for n in range(2, 60)]]
    rows = _rows(_csv(tmp_path, "\n".join(lines) + "\n"))
    assert [row["account_id"] for row in rows] == [str(n) for n in range(1, 60)]
    assert [row["account_id"] for row in rows if row["problem"]] == ["1"]


def test_nuls_broken_text_and_line_ends_in_names_are_survived(tmp_path: Path) -> None:
    """NULs, bytes that are no UTF-8, and line ends inside a quoted name leave every account readable."""
    raw = (
        b"account_id,email,name\n1,a@b.example,An\x00n\n2,b@b.example,\xff\xfe\n"
        b'3,c@b.example,"Two\r\nBcc: x@y.example"\n\n4,d@b.example,D\n'
    )
    assert [row["account_id"] for row in _rows(_csv(tmp_path, raw))] == ["1", "2", "3", "4"]


def test_jsonl_lines_that_are_no_objects_are_listed(tmp_path: Path) -> None:
    """A line that is not a JSON object is a problem of that line alone."""
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"account_id": 1, "email": "a@b.example"}\nnonsense\n[1]\n{"account_id": "2", "email": "\\ud800@b.example"}\n'
    )
    rows = _rows(file)
    assert [row["problem"] for row in rows] == [None, "not a JSON object", "not a JSON object", None]
    assert rows[0]["account_id"] == "1"


def test_parquet_and_sql_give_the_same_frames(tmp_path: Path) -> None:
    """A Parquet file and a query give what a CSV with the same values gives."""
    pl.DataFrame({"id": [1, 2], "mail": ["a@b.example", None]}).write_parquet(tmp_path / "a.parquet")
    connection = sqlite3.connect(tmp_path / "a.db")
    with connection:
        connection.execute("CREATE TABLE people (id INTEGER, mail TEXT)")
        connection.execute("INSERT INTO people VALUES (1, 'a@b.example'), (2, NULL)")
    connection.close()
    names = {"account_id": "id", "email": "mail"}
    from_parquet = _rows(tmp_path / "a.parquet", names)
    from_sql = _rows(f"sqlite:///{tmp_path / 'a.db'}", names, "SELECT * FROM people ORDER BY id")
    assert from_parquet == from_sql


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "id,mail\n1,a@b.example\n", "has no column 'account_id'"),
        ("a.csv", "", "is empty"),
        ("a.parquet", "not parquet", "not a readable Parquet file"),
        ("a.xlsx", "", "kind of file"),
        ("a.jsonl", "1\n2\n", "no line"),
    ],
)
def test_a_source_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: str, words: str) -> None:
    """Wrong columns, an empty file or a wrong kind of file is one refusal that says what to do."""
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceError, match=words):
        _rows(tmp_path / name)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("sqlite:////nowhere/at/all.db", "there is no such file"),
        ("nonsense://user:secret@host/db", "not a kind of database that this program knows"),
        ("oracle://user:secret@host/db", "pip install 'oracledb'"),
    ],
)
def test_a_database_that_fails_keeps_its_password(source: str, words: str) -> None:
    """A failing query, an unknown database or a missing driver is a refusal with the remedy, and no password in it."""
    with pytest.raises(SourceError, match=words) as caught:
        _rows(source)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@FASS.example", "ann@fass.example"),
        ("ann@faß.example", "ann@xn--fa-hia.example"),
        ("ann@☃☃..example", "ann@☃☃..example"),
    ],
)
def test_domains_go_out_in_ascii(address: str, expected: str) -> None:
    """An internationalised domain is punycoded as registries do today; what has no such form stays and is judged."""
    assert ascii_address(address) == expected


def test_each_row_is_judged_once(desk: Desk) -> None:
    """Bad rows are counted with their reasons, the rest is owed or not owed, and the sum is the number of rows."""
    desk.accounts.write_text(
        "account_id,email,name,region,created_on,last_version\n"
        "1,ann@one.example,,,,\n"
        "1,again@one.example,,,,\n"
        "2,,,,,\n"
        ",lost@one.example,,,,\n"
        "3,not an address,,,,\n"
        "4,new@one.example,,,2027-01-03,\n"
        "5,sameday@one.example,,,2027-01-02,\n"
        "6,saw@one.example,,,,2027-01-02\n"
        '7,"""quoted local""@one.example",,,,\n'
        "8,o'brien+tag@one.example,,,never,\n"
        "9,ü@one.example,,,,\n"
    )
    body = desk.freeze().body
    assert body["unusable"] == {
        "duplicate account, with another address": 1,
        "malformed address": 1,
        "no account id": 1,
        "no address": 1,
    }
    assert body["not_owed"] == {"already saw this version": 1, "signed up after publication": 1}
    assert body["count"] == 5
    assert body["rows"] == 11


def test_unusable_rows_stay_on_the_list_of_the_unreached(desk: Desk) -> None:
    """Whoever cannot be written to is listed with the row number for a second channel."""
    desk.accounts.write_text("account_id,email\n1,ann@one.example\n2,\n3,nonsense\n")
    desk.freeze()
    rows = list(csv.DictReader(io.StringIO(desk.run("unreached", "--ledger", desk.url).out)))
    assert [(row["account_id"], row["row"], row["detail"]) for row in rows] == [
        ("2", "3", "no address"),
        ("3", "4", "malformed address"),
    ]


def test_one_address_gets_one_message_that_says_so(desk: Desk) -> None:
    """Several accounts with one address share one message, which names how many, and each is counted."""
    desk.accounts.write_text("account_id,email\n1,Ann@one.example\n2,ann@one.example\n3,bob@one.example\n")
    body = desk.freeze().body
    assert (body["count"], body["messages"]) == (3, 2)
    assert desk.send(3).code == 0
    assert len(desk.messages()) == 2
    assert "2 of our accounts" in desk.messages()[0].read_text() + desk.messages()[1].read_text()
    assert desk.status()["accepted"] == 3


def test_an_account_is_told_under_one_rule_only(desk: Desk) -> None:
    """Where several rules cover an account, the strictest one does, and an unknown region counts as covered."""
    desk.site.notices = [
        desk.site.rule("promise", ["*"], 14),
        desk.site.rule("gdpr", ["DE", "FR"], 30),
        desk.site.rule("california", ["US-CA"], 20),
    ]
    desk.site.write()
    notices = {one["rule"]: one for one in desk.freeze().body["notices"]}
    assert {rule: one["count"] for rule, one in notices.items()} == {"promise": 1, "gdpr": 2, "california": 1}
    assert notices["gdpr"]["not_owed"] == {"told under the rule california": 1, "told under the rule promise": 1}


def test_an_unknown_region_is_told_where_no_rule_is_for_everywhere(desk: Desk) -> None:
    """With rules for some regions only, an account without a region is owed, one of another region is not."""
    desk.site.notices = [desk.site.rule("gdpr", ["DE"], 30)]
    desk.site.write()
    body = desk.freeze().body
    assert body["count"] == 2
    assert body["not_owed"] == {"no rule covers the region": 2}


@pytest.mark.parametrize(
    "name", ["\u202eevil", "see www.bait.example", "x@y.example", "<b>", "Ann\r\nBcc: all@x.example"]
)
def test_no_name_smuggles_anything(desk: Desk, name: str) -> None:
    """A name with a line end, an override, markup, a link or an address never reaches a message as such."""
    desk.accounts.write_text(f'account_id,email,name\n1,ann@one.example,"{name}"\n')
    desk.freeze()
    desk.send(1)
    raw = desk.messages()[0].read_bytes()
    assert b"\r\nBcc" not in raw
    for bait in (b"=E2=80=AE", b"bait.example", b"x@y.example", b"<b>"):
        assert bait not in raw


CELLS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a@b.example", "DE", "2025-03-10", '"', "1", "2"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=12), quoted=st.booleans())
def test_rows_always_add_up(desk: Desk, rows: list[list[str]], quoted: bool) -> None:
    """Whatever the cells hold, planning ends in a sum over all rows or in one clear refusal, never in a crash."""
    text = io.StringIO()
    head = ["account_id", "email", "name", "language", "region", "created_on", "last_version"]
    if quoted:
        csv.writer(text).writerows([head, *rows])
    else:
        text.write("\n".join(",".join(row) for row in [head, *rows]) + "\n")
    desk.accounts.write_text(text.getvalue(), encoding="utf-8", newline="")
    answer = desk.run("plan", *desk.audience, "--json")
    if answer.code == 0:
        (notice,) = answer.body["notices"]
        assert notice["rows"] == notice["count"] + sum(notice["not_owed"].values()) + sum(notice["unusable"].values())
    else:
        assert answer.err.count("\n") == 1


def test_columns_are_mapped_by_the_configuration(desk: Desk) -> None:
    """policy.toml says what the source calls our columns; a name that it does not have is refused."""
    desk.accounts.write_text("kunde,adresse\n1,ann@one.example\n")
    config = desk.folder / "policy.toml"
    config.write_text('[accounts.columns]\naccount_id = "kunde"\nemail = "adresse"\n')
    assert desk.freeze("--config", str(config)).body["count"] == 1
    config.write_text('[accounts.columns]\nemial = "adresse"\n')
    assert "emial" in desk.freeze("--config", str(config)).err


def test_a_plan_leaves_nothing_behind(desk: Desk) -> None:
    """Planning writes no ledger, no snapshot and no message."""
    before = sorted(desk.folder.rglob("*"))
    assert desk.run("plan", *desk.audience, "--json").body["owed"] == 4
    assert sorted(desk.folder.rglob("*")) == before


def test_no_accounts_is_an_error_not_a_quiet_success(desk: Desk) -> None:
    """A source without rows, or with nobody owed, freezes nothing and says so."""
    desk.accounts.write_text("account_id,email\n")
    assert "no rows" in desk.freeze().err
    desk.accounts.write_text("account_id,email,created_on\n1,a@b.example,2027-02-01\n")
    answer = desk.freeze()
    assert answer.code == 1
    assert "nobody is owed" in answer.err


def test_the_site_fixture_can_be_rewritten(tmp_path: Path) -> None:
    """A version that owes nothing plans nothing, for nothing is ever sent for no change."""
    site = PublishedSite(tmp_path, notices=[]).write()
    assert json.loads(site.manifest.read_text())["versions"][0]["notices"] == []


HEAD = "account_id,email,name\n"
ROW = "1,ann@one.example,Ann\n"


@pytest.mark.parametrize(
    "raw",
    [
        (HEAD + ROW).encode("utf-16"),
        (HEAD + ROW).encode("utf-32"),
        (HEAD + ROW).encode("utf-16-le"),
        (HEAD + ROW).encode("utf-16-be"),
        (HEAD + ROW).replace("\n", "\r").encode(),
        (HEAD + ROW).replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + (HEAD + ROW).replace(",", ";")).encode(),
        ('"sep=,"\n' + HEAD + ROW).encode(),
        (HEAD + ROW.replace("Ann\n", "Ann,,\n")).encode(),
        (HEAD + ROW.replace("Ann\n", '"Ann",,\n')).encode(),
        b"account_id;email;name;Address (street, number, ZIP, town)\n1;ann@one.example;Ann;Road\n",
        b'account_id;email;name;"Address (street, number, ZIP, town)"\n1;ann@one.example;Ann;Road\n',
    ],
)
def test_a_csv_reads_the_same_however_a_program_wrote_it(tmp_path: Path, raw: bytes) -> None:
    """Excel's encodings, line ends, separators and empty fields behind the last column change nothing."""
    (row,) = _rows(_csv(tmp_path, raw))
    assert (row["account_id"], row["email"], row["name"], row["problem"]) == ("1", "ann@one.example", "Ann", None)


@pytest.mark.parametrize("cut", ["\r|\n8,b@b.example\r\n", "\r\n|\r\n8,b@b.example\r\n"])
def test_a_large_file_reads_the_same_wherever_it_is_cut(tmp_path: Path, cut: str) -> None:
    """A file is looked at in pieces; a line end of two signs across them is one, and an empty line stays one."""
    before, _, after = cut.partition("|")
    filler = f"7,{'x' * 900}@b.example\r\n"
    lines = filler * ((PIECE - 1_000) // len(filler))
    start = f"account_id,email\r\n{lines}"
    last = f"6,{'y' * (PIECE - len(start) - len(before) - 2)}"
    rows = _rows(_csv(tmp_path, f"{start}{last}{before}{after}"))
    assert rows[-1]["email"] == "b@b.example"
    assert rows[-1]["row"] == f"{start}{last}{before}{after}".count("\n")


@pytest.mark.parametrize("name", ["Ann", '"Ann"'])
def test_a_field_too_many_spoils_its_row(tmp_path: Path, name: str) -> None:
    """Both readers list the row whose fields may have moved, and read the next."""
    rows = _rows(_csv(tmp_path, f"{HEAD}1,ann@one.example,{name},Road\n2,bob@one.example,Bob\n"))
    assert [row["problem"] for row in rows] == ["more fields than the header's 3", None]


@pytest.mark.parametrize("name", ["Ann", '"Ann"'])
@pytest.mark.parametrize(
    "header", ["account_id,email,name,email", "account_id,email,name, E-Mail ", "email,account_id,Email"]
)
def test_two_columns_of_one_name_are_refused(tmp_path: Path, header: str, name: str) -> None:
    """Nobody can tell which of two addresses is the account's, so nobody is mailed at either."""
    names = {"email": "e-mail"} if "E-Mail" in header else {}
    header = header.replace("email,name", "e-mail,name") if names else header
    with pytest.raises(SourceError, match="has 2 columns called"):
        _rows(_csv(tmp_path, f"{header}\n1,a@one.example,{name},b@one.example\n"), names)


def test_each_line_of_json_has_its_own_keys(tmp_path: Path) -> None:
    """A key that the first line lacks is read wherever it stands, whatever the order of the lines."""
    people = [
        {"account_id": "1", "email": "a@example.com"},
        {"account_id": "2", "Email": "b@example.com", "name": "Berta", "language": "de"},
        {"email": "c@example.com", "account_id": 3, "last_version": "2026-11-16"},
    ]
    file = tmp_path / "a.jsonl"
    found = []
    for ordered in (people, people[::-1]):
        file.write_text("".join(f"{json.dumps(each)}\n" for each in ordered))
        found.append(
            sorted([(row["account_id"], row["email"], row["name"], row["last_version"]) for row in _rows(file)])
        )
    assert found[0] == found[1] == [
        ("1", "a@example.com", None, None),
        ("2", "b@example.com", "Berta", None),
        ("3", "c@example.com", None, "2026-11-16"),
    ]  # fmt: skip


def test_a_json_id_that_lost_its_digits_is_listed(tmp_path: Path) -> None:
    """A floating-point id, or two keys of one name, spoil their line and are said."""
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"account_id": 1.2e19, "email": "a@example.com"}\n'
        '{"account_id": "1", "account_id": "2", "email": "a@b.example"}\n'
    )
    assert [row["problem"] for row in _rows(file)] == [
        "the account id is a floating-point number",
        "two keys called 'account_id'",
    ]


def test_binary_ids_are_read_as_what_they_are(tmp_path: Path) -> None:
    """Sixteen bytes are a UUID and text is text, from Parquet and from a database; anything else is refused by name."""
    identity = uuid.UUID("12345678-1234-5678-1234-567812345678")
    pl.DataFrame({"account_id": [identity.bytes, b"abc"], "email": ["a@b.example"] * 2}).write_parquet(
        tmp_path / "a.parquet"
    )
    assert [row["account_id"] for row in _rows(tmp_path / "a.parquet")] == [str(identity), "abc"]
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("CREATE TABLE accounts (account_id BLOB, email TEXT)")
        connection.executemany("INSERT INTO accounts VALUES (?, 'a@b.example')", [(identity.bytes,), (b"abc",)])
    assert [row["account_id"] for row in _rows(f"sqlite:///{tmp_path / 'a.db'}")] == [str(identity), "abc"]
    pl.DataFrame({"account_id": [b"\xff\x00"], "email": ["a@b.example"]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(SourceError, match="binary data of 2 bytes"):
        _rows(tmp_path / "b.parquet")


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1.0, 2.0], pl.Float64), ([[1], [2]], pl.List(pl.Int64)), (["1.50", "2.50"], pl.Decimal(10, 2))],
)
def test_a_column_that_cannot_hold_ids_is_named(tmp_path: Path, values: list[object], kind: pl.DataType) -> None:
    """Floating-point ids make different people one: the column and its type are refused with the remedy."""
    frame = pl.DataFrame({"key": pl.Series(values).cast(kind), "email": ["a@b.example", "c@d.example"]})
    frame.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(SourceError, match=r"column 'key' \(account_id\) has the type"):
        _rows(tmp_path / "a.parquet", {"account_id": "key"})


def test_floating_point_ids_of_a_database_are_refused(tmp_path: Path) -> None:
    """SQLite turns long numbers of a NUMERIC column into floating-point ones, which no longer tell accounts apart."""
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("CREATE TABLE accounts (account_id NUMERIC, email TEXT)")
        connection.execute("INSERT INTO accounts VALUES ('12345678901234567890', 'a@b.example')")
    with pytest.raises(SourceError, match="floating-point numbers"):
        _rows(f"sqlite:///{tmp_path / 'a.db'}")


@pytest.mark.parametrize(
    ("kind", "is_read"),
    [(pl.Categorical(), True), (pl.UInt64(), True), (pl.Boolean(), False), (pl.Date(), False), (pl.Null(), False)],
    ids=str,
)
def test_an_id_is_text_or_a_whole_number(tmp_path: Path, kind: pl.DataType, is_read: bool) -> None:
    """A column of another type was mistaken for the ids; the refusal names it and its type."""
    ids = pl.Series("account_id", ["7"] if kind == pl.Categorical else [7] if is_read else [None], dtype=kind)
    pl.DataFrame([ids, pl.Series("email", ["a@b.example"])]).write_parquet(tmp_path / "a.parquet")
    if is_read:
        assert _rows(tmp_path / "a.parquet")[0]["account_id"] == "7"
        return
    with pytest.raises(
        SourceError, match=f"column 'account_id' \\(account_id\\) has the type {kind}; export it as text"
    ):
        _rows(tmp_path / "a.parquet")


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_folder_of_parts_is_one_source(tmp_path: Path, suffix: str) -> None:
    """Rows count on from part to part, folders' names are columns, and the exporter's own files are passed over."""
    for region, number in (("DE", 1), ("__HIVE_DEFAULT_PARTITION__", 2)):
        part = tmp_path / "accounts.parquet" / f"region={region}" / f"part-0.{suffix}"
        part.parent.mkdir(parents=True)
        frame = pl.DataFrame({"account_id": [f"{number}"], "email": [f"p{number}@b.example"]})
        frame.write_parquet(part) if suffix == "parquet" else frame.write_csv(part)
    (tmp_path / "accounts.parquet/_SUCCESS").touch()
    rows = sorted(_rows(tmp_path / "accounts.parquet"), key=lambda row: str(row["account_id"]))
    assert [(row["account_id"], row["region"]) for row in rows] == [("1", "DE"), ("2", None)]
    assert len({row["row"] for row in rows}) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "id;email\n7;a@b.example\n1,23457E+19;c@d.example\n",
         r"a.csv:3: the column 'id' holds a number that .* cut short \('1,23457E\+19'\)"),
        ("a.csv", 'id,email\n"1.23457E+19",a@b.example\n', "a.csv:2: the column 'id' holds a number that"),
        ("a.jsonl", '{"id": "1.23E+15", "email": "a@b.example"}\n', "a.jsonl:1: the column 'id' holds a number"),
        ("a.csv", "7,a@b.example\n8,c@d.example\n", "a.csv:1: its first line is an account"),
        ("a.json", '[{"id": 7, "email": "a@b.example"}]', r"jq -c '.\[\]' a.json > a.jsonl"),
        ("a.jsonl", '[\n{"id": 7, "email": "a@b.example"}\n]', r"jq -c '.\[\]' a.jsonl > new-a.jsonl"),
        ("a.json", '{"data": {"users": [{"id": 7}]}}', r"jq -c '..\|.users\?\|arrays\|.\[\]' a.json > a.jsonl"),
        ("a.json", '{"id": 7, "email": "a@b.example"}\n', "an account on each line, it seems; rename it to a.jsonl"),
    ],
    ids=["spreadsheet", "quoted", "lines", "header", "array", "array of lines", "wrapped", "lines by another name"],
)  # fmt: skip
def test_a_file_in_another_form_is_refused_with_the_way_out(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Of ids that a spreadsheet rounded nobody can tell whose they were; other forms can be written anew."""
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match=said):
        list(read_accounts(str(tmp_path / name), {"account_id": "id"}))


def test_a_day_that_cannot_be_read_is_told_and_named(desk: Desk) -> None:
    """Whoever may have signed up later is told, and the plan says how many and what to write instead."""
    desk.accounts.write_text(
        "account_id,email,created_on\n1,a@example.com,31.12.2099\n2,b@example.com,\n3,c@example.com,2099-12-31\n"
    )
    said = desk.run("plan", *desk.audience).out
    assert "2  owed\n" in said
    assert "1  of them told whenever they signed up" in said


def test_a_name_with_broken_signs_is_left_out(desk: Desk) -> None:
    """A file in another encoding than UTF-8 greets nobody by a mutilated name, and the plan says how many."""
    desk.accounts.write_bytes(
        b"account_id;email;name\n101;anna@example.com;Anna M\xfcller\n102;bert@example.com;Bert\n"
    )
    assert "1  of them greeted without their name" in desk.run("plan", *desk.audience).out
    desk.freeze()
    desk.send(2)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in desk.messages()]
    assert len(texts) == 2
    assert not any("ller" in text for text in texts)
    assert sum("Bert" in text for text in texts) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Your prize waits at evil-login.example/verify today",
        "evil.example",
        "evil。example",
        "evil\uff0eexample/x",
        "1.2.3.4",
        "Call +49 900 555 0199",
        "٠٩٠٠٥٥٥٠",
        "mailto:x",
        "tel:1",
        "Anna\uff20evil",
        "Anna@evil",
        "//evil",
        "hxxp://evil",
    ],
)
def test_a_name_that_mail_programs_make_a_link_of_is_none(desk: Desk, name: str) -> None:
    """A greeting holds no domain, number or address that a mail program would turn into a link: it says Hello alone."""
    desk.accounts.write_text(f"account_id,email,name\na,a@a.example,{name}\n", encoding="utf-8")
    body = desk.run("plan", *desk.audience, "--json").body
    frozen = desk.freeze().body
    with desk.ledger().read():
        row = pl.read_parquet(desk.folder / "book" / "ledger.db.snapshots" / frozen["snapshot"]).row(0, named=True)
    assert body["owed"] == 1
    assert row["name"] is None


@pytest.mark.parametrize(
    "name",
    [
        "J.R.R. Tolkien",
        "St. John",
        "Anna c/o Meyer",
        "O'Neill",
        "Louis XIV.",
        "Jean-Luc 2",
        "毛 泽东",
        "Ana M. de la O",
    ],
)
def test_names_stay(desk: Desk, name: str) -> None:
    """Initials, ranks and every script greet by name."""
    desk.accounts.write_text(f"account_id,email,name\na,a@a.example,{name}\n", encoding="utf-8")
    frozen = desk.freeze().body
    row = pl.read_parquet(desk.folder / "book" / "ledger.db.snapshots" / frozen["snapshot"]).row(0, named=True)
    assert row["name"] == name
