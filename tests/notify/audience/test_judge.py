"""What is cleaned before an account is judged: ids, addresses, days, and the name that greets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.audience.broken_names import ENCODINGS
from notify.audience.judge import _read_names, _with_names, ascii_address, judge_rows
from notify.audience.sources import read_accounts
from tests.notify.audience.accounts import CRITERIA, file_of, judged
from tests.notify.conftest import Desk


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
    """How a spreadsheet keeps digits, and invisible characters, are not part of an id; a word for nothing is none."""
    (row,) = judged(file_of(tmp_path, f"account_id,email\n{written},a@b.example\n"))
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
    [row] = judged(file_of(tmp_path, f"account_id,email\n1,{written}\n"))
    assert (row["verdict"], row["email"]) == ("owed", address)


@pytest.mark.parametrize(
    "written",
    ['"Ann <ann>"', '"x@b.example <y@b.example>"', '"a@b.example; c@b.example"', "ann@b.example..",
     "ann@b.example (work)", '"Ann <a@b.example> <c@b.example>"'],
)  # fmt: skip
def test_an_address_that_could_be_two_is_listed_and_not_guessed(tmp_path: Path, written: str) -> None:
    """Where it is not certain which address is meant, or whether there is one, the account is listed as unusable."""
    [row] = judged(file_of(tmp_path, f"account_id,email\n1,{written}\n"))
    assert (row["verdict"], row["reason"]) == ("unusable", "malformed address")


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


def test_a_day_that_cannot_be_read_is_told_and_named(desk: Desk) -> None:
    """Whoever may have signed up later is told, and the plan says how many and what to write instead."""
    desk.accounts.write_text(
        "account_id,email,created_on\n1,a@example.com,31.12.2099\n2,b@example.com,\n3,c@example.com,2099-12-31\n"
        "4,d@example.com,9999-12-31\n5,e@example.com,2999-01-01T00:00:00Z\n"
    )
    said = desk.run("plan", *desk.audience).out
    assert "4  owed\n" in said
    assert "3  of them told whenever they signed up" in said


@pytest.mark.parametrize("seen", ["2027-01-02", "2027-01-02 00:00:00", "2027-01-02T00:00:00.000Z"])
def test_a_version_seen_is_known_when_written_as_a_moment(tmp_path: Path, seen: str) -> None:
    """Programs write a day as its midnight; whoever saw this version is owed nothing all the same."""
    (row,) = judged(file_of(tmp_path, f"account_id,email,last_version\n1,a@b.example,{seen}\n"))
    assert row["reason"] == "already saw this version"
    pl.DataFrame({"account_id": ["1"], "email": ["a@b.example"], "last_version": [date(2027, 1, 2)]}).cast(
        {"last_version": pl.Datetime}
    ).write_parquet(tmp_path / "a.parquet")
    assert judged(tmp_path / "a.parquet")[0]["reason"] == "already saw this version"


@pytest.mark.parametrize(
    ("said", "unseen"),
    [("v3", True), ("2031-01-01", True), ("true", True), ("NULL", False), ("", False), ("2024-05-01", False)],
)
def test_a_version_that_never_was_is_counted(tmp_path: Path, said: str, unseen: bool) -> None:
    """Whoever names as last seen what is not a version is told as if they named none, and the plan counts them."""
    (row,) = judged(file_of(tmp_path, f"account_id,email,last_version\n1,a@b.example,{said}\n"))
    assert (row["verdict"], row["unseen"]) == ("owed", unseen)


@pytest.mark.parametrize("name", ["JosÃ©", "BjÃ¶rn", "Oâ€™Neill", "Bj?rn", "????", "NULL", "nan", "#NAME?", "None"])
def test_nobody_is_greeted_by_a_program(tmp_path: Path, name: str) -> None:
    """Text that was encoded twice or lost letters, and words for nothing, are not names; the plan counts them."""
    (row,) = judged(file_of(tmp_path, f"account_id,email,name\n1,a@b.example,{name}\n"))
    assert (row["name"], row["verdict"], row["unnamed"]) == (None, "owed", name)


def _misread(name: str) -> Iterator[str]:
    """Read a name's UTF-8 as every encoding that has signs for all of its bytes."""
    for encoding in ENCODINGS:
        with suppress(ValueError):
            yield name.encode().decode(encoding)


@pytest.mark.parametrize(
    "name", ["Müller", "José", "Łukasz", "Dvořák", "Nguyễn", "Ó Cuana", "Gülnarə", "Пётр Чайковский", "Ελένη"]
)
def test_utf8_read_as_another_encoding_greets_nobody(tmp_path: Path, name: str) -> None:
    """Whatever a program took UTF-8 for before it wrote it again, the name is left out and counted as broken."""
    misread = list(_misread(name))
    lines = "".join(f"{number},a{number}@b.example,{each}\n" for number, each in enumerate(misread))
    rows = judged(file_of(tmp_path, f"account_id,email,name\n{lines}"))
    assert [(row["name"], row["unnamed"]) for row in rows] == [(None, each) for each in misread]
    assert len(misread) > 3


@pytest.mark.parametrize("name", ["Jos&eacute; M&uuml;ller", "M&#252;ller", "M%C3%BCller", "M\u00b8ller", "M▒ller"])
def test_a_sign_in_place_of_a_letter_greets_nobody(tmp_path: Path, name: str) -> None:
    """Letters as HTML and addresses spell them, and signs within a word, are what a program left of a name."""
    (row,) = judged(file_of(tmp_path, f"account_id,email,name\n1,a@b.example,{name}\n"))
    assert (row["name"], row["unnamed"]) == (None, name)


@pytest.mark.parametrize(
    "name",
    [
        "Łódź", "Сергій Рєпін", "Срђан", "\u0420. Сидоров", "Anna 🌸", "Gal·la", "Ann & Bob", "Acme® Ltd", "Ängström",
        "RÓŻA", "JÓŹWIAK", "RŮŽENA", "MATÚŠ", "Auðólfur", "Sar\u0131çam", "D\u2019Éon", "Isma\u2019îl", "\u0420\u0456",
        "O\u00b4Brien",
    ],
)  # fmt: skip
def test_letters_of_every_script_stay(tmp_path: Path, name: str) -> None:
    """A name that only looks a little like an accident of encoding greets, though its bytes may be UTF-8 by chance."""
    assert judged(file_of(tmp_path, f"account_id,email,name\n1,a@b.example,{name}\n"))[0]["name"] == name


@pytest.mark.parametrize("name", ["JOÃO", "SÃO PAULO", "Nan", "Â. Mota", "Élodie"])
def test_capital_letters_with_accents_stay(tmp_path: Path, name: str) -> None:
    """What looks like an accident of encoding and is none greets by name."""
    assert judged(file_of(tmp_path, f"account_id,email,name\n1,a@b.example,{name}\n"))[0]["name"] == name


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


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        (f"Dr. Anna {'Maria ' * 12}(of Somewhere) and of more places", f"Dr. Anna {'Maria ' * 11}Maria"),
        (f"{'Anna ' * 14}Meyers, PhD", f"{'Anna ' * 14}Meyers"),
        ("x" * 81, None),
    ],
    ids=["brackets", "comma", "one word"],
)
def test_a_long_name_is_cut_between_words(desk: Desk, name: str, greeted: str | None) -> None:
    """Nobody is greeted by half a word, by half of what is in brackets, or by a comma in front of the comma."""
    desk.accounts.write_text(f'account_id,email,name\na,a@a.example,"{name}"\n', encoding="utf-8")
    frozen = desk.freeze().body
    row = pl.read_parquet(desk.folder / "book" / "ledger.db.snapshots" / frozen["snapshot"]).row(0, named=True)
    assert row["name"] == greeted


@pytest.mark.parametrize("letter", [b"\xfc", b"\xc2\x81"], ids=["Latin-1", "DOS read as Latin-1"])
def test_a_name_with_broken_characters_is_left_out(desk: Desk, letter: bytes) -> None:
    """A file in another encoding than UTF-8 greets nobody by a mutilated name, and the plan says how many."""
    lines = b"account_id;email;name\n101;anna@example.com;Anna M%bller\n102;bert@example.com;Bert\n"
    desk.accounts.write_bytes(lines % letter)
    assert "1  of them greeted without their name" in desk.run("plan", *desk.audience).out
    desk.freeze()
    desk.send(2)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in desk.messages()]
    assert len(texts) == 2
    assert not any("ller" in text for text in texts)
    assert sum("Bert" in text for text in texts) == 1


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


def test_a_spreadsheets_formulas_say_what_is_in_them(tmp_path: Path) -> None:
    """Where an export keeps digits as `="0012"`, every column may be written so, and means what stands inside."""
    source = file_of(
        tmp_path,
        '="account_id",="email",="name",="region",="created_on"\n'
        '="0012",="ann@one.example",="Ann",="FR",="2024-01-01"\n'
        '"=""0013""","=""bob@two.example""","=""Bob """"B"""" B""",,\n',
    )
    names = ("account_id", "email", "name", "region", "created_on")
    assert [[str(row[name]) for name in names] for row in judged(source)] == [
        ["0012", "ann@one.example", "Ann", "FR", "2024-01-01"],
        ["0013", "bob@two.example", 'Bob "B" B', "None", "None"],
    ]


@pytest.mark.parametrize("written", ["de", "de-AT", "DE_de", "deu", "ger", "Deutsch", "German"])
def test_a_language_is_read_as_exports_write_it(tmp_path: Path, written: str) -> None:
    """A code of two letters or three, with or without a region, or the language's name gives the same letter."""
    source = file_of(tmp_path, f"account_id,email,language\n1,a@b.example,{written}\n2,c@b.example,xx\n")
    criteria = replace(CRITERIA, languages=("de", "en"))
    found = [row for frame in read_accounts(str(source), {}) for row in judge_rows(frame, criteria).to_dicts()]
    assert [(row["language"], row["unknown_language"]) for row in found] == [("de", None), ("en", "xx")]


ODD_ROWS = [
    ("1", "a@b.example", "Anna", "en", "DE", "2025-03-10", "2024-05-01"),
    (' ="2"', "mailto:b@b.example", "Anna  B", "German", "uk", "2027-01-02T23:30:00-08:00", "2024-05-01T00:00:00Z"),
    ("null", "<c@b.example>", "www.x.example", "", "us_ca", "never", "privacy=2024-05-01"),
    ("\u200b4", "d@b\u00fccher.example", "Jos\u00c3\u00a9", "fra", "XX", "", "bogus"),
    ("5", "o'brien@b.example", "M?ller", "xx", '="FR-974"', "2027-01-05", "2027-01-02"),
    ("6", f"a@{'.'.join(['b' * 60] * 5)}", "", "null", "", "null", ""),
]


def test_a_row_is_judged_the_same_alone_and_among_others() -> None:
    """What most rows are spared, and what is read once for many, changes nothing about any row."""
    names = ("account_id", "email", "name", "language", "region", "created_on", "last_version")
    rows = [
        {"row": n + 1, **dict(zip(names, (ODD_ROWS[n % 6], ODD_ROWS[n % 5], ODD_ROWS[0])[n % 3], strict=True))}
        for n in range(60)
    ]
    schema = {"row": pl.UInt64} | dict.fromkeys((*names, "problem"), pl.String)
    alone = [judge_rows(pl.DataFrame([row], schema=schema), CRITERIA) for row in rows]
    assert judge_rows(pl.DataFrame(rows, schema=schema), CRITERIA).equals(pl.concat(alone))


@given(
    st.lists(
        st.none()
        | st.text("ÂÃãšAz é'\u2019-. 7<&\x85\u200d?\t@:", max_size=9)
        | st.sampled_from(["NULL", "nan", "A" * 81])
    )
)
def test_names_are_read_alike_however_they_are_looked_at(names: list[str | None]) -> None:
    """Names of letters alone are not looked at again; what is found out about them is what a closer look would find."""
    said = pl.Series("name", names, dtype=pl.String)
    columns = ["name", "unnamed", "plain_name"]
    assert _with_names(said.to_frame()).select(columns).equals(_read_names(said).select(columns))
