"""CSV as spreadsheets, databases and shells write it: every account is read, and a bad line spoils only itself."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notify.audience.sources.csv_file import PIECE
from notify.errors import SourceError
from tests.notify.audience.accounts import file_of, judged, rows_of


def test_a_plain_and_a_quoted_file_read_the_same(tmp_path: Path) -> None:
    """Quotes decide how a CSV is read, and never what is read from it."""
    plain = rows_of(file_of(tmp_path, "account_id,email,name\n1,a@b.example,Ann\n2,c@d.example,\n"))
    quoted = rows_of(file_of(tmp_path, 'account_id,email,name\n"1",a@b.example,"Ann"\n2,"c@d.example",""\n'))
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
    assert rows_of(file_of(tmp_path, f"{head}1{separator}a@b.example\n"))[0]["email"] == "a@b.example"


def test_an_unclosed_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    """No account after a stray quotation mark is swallowed by it."""
    lines = ["account_id,email,name", '1,a@b.example,"Ann', *[f"{n},p{n}@b.example,P" for n in range(2, 60)]]
    rows = rows_of(file_of(tmp_path, "\n".join(lines) + "\n"))
    assert [row["account_id"] for row in rows] == [str(n) for n in range(1, 60)]
    assert [row["account_id"] for row in rows if row["problem"]] == ["1"]


def test_two_stray_quotes_swallow_nobody_between_them(tmp_path: Path) -> None:
    """A quotation mark that never closes is not closed by the next stray one: the lines between are accounts."""
    lines = ['1,a@b.example,"Ann', "2,b@b.example,Bob", '3,c@b.example,"Cleo', "4,d@b.example,Dan"]
    rows = rows_of(file_of(tmp_path, "account_id,email,name\n" + "\n".join(lines) + "\n"))
    assert [(row["account_id"], bool(row["problem"])) for row in rows] == [
        ("1", True),
        ("2", False),
        ("3", True),
        ("4", False),
    ]


def test_nuls_broken_text_and_line_ends_in_names_are_survived(tmp_path: Path) -> None:
    """NULs, bytes that are not UTF-8, and line ends inside a quoted name leave every account readable."""
    raw = (
        b"account_id,email,name\n1,a@b.example,An\x00n\n2,b@b.example,\xff\xfe\n"
        b'3,c@b.example,"Two\r\nBcc: x@y.example"\n\n4,d@b.example,D\n'
    )
    assert [row["account_id"] for row in rows_of(file_of(tmp_path, raw))] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("content", "accounts"),
    [
        ("account_id,email\r\n1,a@b.example\r\n2,b@b.example\r3,c@b.example\r\n", "123"),
        ('account_id,email,name\r1,a@b.example,"An\nn"\r2,b@b.example,B\r', "12"),
        ('account_id,email,name\n1,a@b.example,5" disk\n2,b@b.example,6" disk\n', "12"),
        ("\n,,\naccount_id,email\n1,a@b.example\n2,b@b.example\n", "12"),
        ("\ufeffsep=;\r\n\r\naccount_id;email\r\n1;a@b.example\r\n", "1"),
        ('account_id,email,note\n1,a@b.example,"two\nlines, and ""more"""\n2,b@b.example,\n', "12"),
        ('account_id, email, note\n1, a@b.example, "two\nlines, and, more"\n2, b@b.example, 5" disk\n', "12"),
    ],
    ids=[
        "line ends mixed",
        "CR and a quoted LF",
        "inches",
        "empty lines first",
        "sep= and a mark",
        "quoted lines",
        "blanks",
    ],
)
def test_every_account_of_a_csv_is_read(tmp_path: Path, content: str, accounts: str) -> None:
    """However line ends, quotes and empty lines are mixed, no account is swallowed by the one before it."""
    rows = judged(file_of(tmp_path, content))
    assert "".join(str(row["account_id"]) for row in rows if row["verdict"] == "owed") == accounts


HEAD = "account_id,email,name\n"

ROW = "1,ann@one.example,Ann\n"


@pytest.mark.parametrize(
    "raw",
    [
        (HEAD + ROW).encode("utf-16"),
        (HEAD + ROW).encode("utf-32"),
        (HEAD + ROW).encode("utf-16-le"),
        (HEAD + ROW).replace("\n", "\r").encode(),
        (HEAD + ROW).replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + (HEAD + ROW).replace(",", ";")).encode(),
        ('"sep=,"\n' + HEAD + ROW).encode(),
        ("sep=,\r\n" + (HEAD + ROW).replace(",", ";")).encode(),
        ("sep=^\r\n" + (HEAD + ROW).replace(",", "^")).encode(),
        (HEAD + ROW + "\x1a").encode(),
        (HEAD + ROW.rstrip("\n") + "\x1a").encode(),
        (HEAD + ROW.replace("Ann\n", '"Ann"\x1a')).encode(),
        (HEAD + ROW).encode("utf-32-be"),
        (HEAD + ROW).encode("utf-16-be"),
        HEAD.replace(",", "\u00a0,").replace("id", "id\u200b", 1).encode() + ROW.encode(),
        (HEAD + ROW.replace("Ann\n", "Ann,,\n")).encode(),
        (HEAD + ROW.replace("Ann\n", '"Ann",,\n')).encode(),
        b'account_id, email, name\n1, "ann@one.example", "Ann"\n',
        b'"account_id" , "email" , "name"\n"1", "ann@one.example", "Ann"\n',
        b"account_id;email;name;Address (street, number, ZIP, town)\n1;ann@one.example;Ann;Road\n",
        b'account_id;email;name;"Address (street, number, ZIP, town)"\n1;ann@one.example;Ann;Road\n',
    ],
)
def test_a_csv_reads_the_same_however_a_program_wrote_it(tmp_path: Path, raw: bytes) -> None:
    """Excel's encodings, line ends, separators and empty fields after the last column change nothing."""
    (row,) = rows_of(file_of(tmp_path, raw))
    assert (row["account_id"], row["email"], row["name"], row["problem"]) == ("1", "ann@one.example", "Ann", None)


@pytest.mark.parametrize("cut", ["\r|\n8,b@b.example\r\n", "\r\n|\r\n8,b@b.example\r\n"])
def test_a_large_file_reads_the_same_wherever_it_is_cut(tmp_path: Path, cut: str) -> None:
    """A file is looked at in pieces; a line end of two characters across them is one, and an empty line stays one."""
    before, _, after = cut.partition("|")
    filler = f"7,{'x' * 900}@b.example\r\n"
    lines = filler * ((PIECE - 1_000) // len(filler))
    start = f"account_id,email\r\n{lines}"
    last = f"6,{'y' * (PIECE - len(start) - len(before) - 2)}"
    rows = rows_of(file_of(tmp_path, f"{start}{last}{before}{after}"))
    assert rows[-1]["email"] == "b@b.example"
    assert rows[-1]["row"] == f"{start}{last}{before}{after}".count("\n")


@pytest.mark.parametrize("name", ["accounts[1].csv", "a*.csv", "a?.csv", "a b{c}%20.csv"])
def test_a_file_is_read_whatever_signs_its_name_holds(tmp_path: Path, name: str) -> None:
    """A name is no pattern: exactly this file is read, and no other that looks like it."""
    file_of(tmp_path, "account_id,email\n2,other@b.example\n", "ab.csv")
    assert [row["account_id"] for row in rows_of(file_of(tmp_path, "account_id,email\n1,a@b.example\n", name))] == ["1"]


@given(st.lists(st.sampled_from(["", " ", "\t", "\u00a0", "Road"]), max_size=12), st.sampled_from(["\n", "\r\n"]))
@example(["", "", "", "", "Road"], "\n")
@example(["", " ", "", "\t", "", "", "Road"], "\r\n")
@settings(max_examples=40)
def test_a_field_too_many_spoils_its_row(surplus: list[str], end: str) -> None:
    """Both readers list the row whose fields may have moved, however many are too many, and read the next."""
    expected = ["more fields than the header's 3" if any(each.strip(" \t") for each in surplus) else None, None]
    for name in ("Ann", '"Ann"'):
        lines = [HEAD.strip(), ",".join(["1", "ann@one.example", name, *surplus]), "2,bob@one.example,Bob", ""]
        with TemporaryDirectory() as folder:
            rows = rows_of(file_of(Path(folder), end.join(lines)))
        assert [row["problem"] for row in rows] == expected


@pytest.mark.parametrize("name", ["Ann", '"Ann"'])
@pytest.mark.parametrize(
    "header",
    [
        "account_id,email,name,email",
        "account_id,email,name,email\u00a0",
        "account_id,email,name, E-Mail ",
        "email,account_id,Email",
    ],
)
def test_two_columns_of_one_name_are_refused(tmp_path: Path, header: str, name: str) -> None:
    """Nobody can tell which of two addresses is the account's, so nobody is mailed at either."""
    names = {"email": "e-mail"} if "E-Mail" in header else {}
    header = header.replace("email,name", "e-mail,name") if names else header
    with pytest.raises(SourceError, match="has 2 columns called"):
        rows_of(file_of(tmp_path, f"{header}\n1,a@one.example,{name},b@one.example\n"), names)
