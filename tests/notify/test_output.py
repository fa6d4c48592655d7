"""What reaches a terminal, a spreadsheet or a script: nothing in it is obeyed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.output import UNSHOWN, answer, cell, counted, escape_controls, say
from tests.notify.conftest import Desk

HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\u202eevil\u2066\ud800"


@given(st.text(st.characters()) | st.just(HOSTILE))
def test_nothing_shown_is_obeyed(words: str) -> None:
    """What is shown holds no control but tab and line end, turns no direction, and can be written."""
    clean = escape_controls(words)
    assert not UNSHOWN.search(clean)
    clean.encode()


def test_one_is_said_in_the_singular() -> None:
    """A count and its noun agree."""
    said = [counted(number, "address", "addresses") for number in (0, 1, 2_000)]
    assert said == ["0 addresses", "1 address", "2,000 addresses"]
    assert counted(2, "notice") == "2 notices"


@given(st.dictionaries(st.text(), st.text(st.characters()), max_size=3))
def test_json_says_the_same_and_obeys_nothing(body: dict[str, str]) -> None:
    """JSON on a terminal is as harmless as words, and a script reads back exactly what was said."""
    kept = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", kept)
        answer(body, "", as_json=True)
    assert json.loads(kept.getvalue()) == body
    assert not UNSHOWN.search(kept.getvalue())


def test_words_on_stderr_are_shown_and_hold_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    """Every word to the operator passes the same gate."""
    say(f"no http://me:SECRET@host.example/{HOSTILE}")
    said = capsys.readouterr().err
    assert "SECRET" not in said
    assert "\x1b" not in said


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_is_a_formula(value: str) -> None:
    """A spreadsheet never sees a cell that begins, after blanks, with what begins a formula."""
    written = cell(value)
    assert written in {value, f"'{value}"}
    assert written.lstrip()[:1] not in {"=", "+", "-", "@", "\uff1d"}


ACCOUNTS = [
    ('=HYPERLINK("http://evil.example","x")', "'="),
    ("@SUM(1+1)", "'@"),
    ("+1", "'+"),
    ("-2", "'-"),
    ("42", "42"),
]


@pytest.mark.parametrize(("account", "start"), ACCOUNTS, ids=[account[:4] for account, _ in ACCOUNTS])
def test_a_list_for_a_second_channel_opens_safely(desk: Desk, account: str, start: str) -> None:
    """Accounts' ids are strangers' words: as CSV none is a formula, as JSON each is what it was."""
    with desk.accounts.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("account_id", "email"), (account, "nowhere"), ("b\x1b[2J", "no"), ("c", "c@c.example")]
        )
    assert desk.freeze().code == 0
    table = desk.run("unreached", "--ledger", desk.url).out
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[1][0].startswith(start)
    assert "\x1b" not in table
    body = desk.run("unreached", "--ledger", desk.url, "--format", "json").body
    assert body["accounts"][0]["account_id"] == account


def test_freezing_again_says_that_the_accounts_were_not_read(desk: Desk) -> None:
    """A second freeze changes nothing, and says so, so that nobody takes the first counts for those of another file."""
    command = ("freeze", "--ledger", desk.url, *desk.audience)
    assert "not read" not in desk.run(*command).out
    desk.people(9)
    again = desk.run(*command)
    assert again.code == 0
    assert "frozen already" in again.out
    assert "the accounts given now were not read" in again.out
    assert "frozen already" not in desk.run(*command, "--replace").out


def test_nothing_of_a_manifest_or_a_path_reaches_the_terminal_raw(desk: Desk) -> None:
    """Titles, summaries and paths are shown, never obeyed, in answers, refusals and usage alike."""
    desk.site.extra = {"policy": desk.site.body()["policy"] | {"title": "Pri\x1b[2Jvacy \u202e"}}
    desk.site.write()
    for command in (
        ["plan", *desk.audience],
        ["status", "--ledger", "sqlite:///no\x1b[2J.db"],
        ["status", "--ledger", "no\x1b[2J"],
        ["plan", "--manifest", "no\x1b[2J.json", "--accounts", "x"],
        ["status", "\x1b[2J", "\x1b[2J"],
        ["plan", "--manifest", str(desk.site.manifest), "--accounts", "no\x1b[2J.csv"],
    ):
        answer = desk.run(*command)
        assert "\x1b" not in answer.out + answer.err
        assert "\u202e" not in answer.out + answer.err
