"""A refusal names what is at fault and what to do next."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notify.conftest import Desk
from tests.notify.wire import Answer, sendgrid


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan", "--manifest", "M", "--accounts", "postgresql://h:bad/x"],
         "the database's address: cannot be read (ValueError); write it as postgresql://HOST/DATABASE"),
        (["plan", "--manifest", "nothere.json", "--accounts", "A"],
         "nothere.json: is not there; give the manifest.json of a policy"),
        (["plan", "--manifest", "site", "--accounts", "A"],
         "site: is a folder; give a policy's manifest.json, such as site/privacy/manifest.json"),
        (["plan", "--manifest", "site/privacy", "--accounts", "A"],
         "site/privacy: is a folder; give a policy's manifest.json, such as site/privacy/manifest.json"),
        (["plan", "--manifest", "site/privacy/manifst.json", "--accounts", "A"],
         "manifst.json: is not there; give a policy's manifest.json, such as site/privacy/manifest.json"),
        (["send", "--ledger", "L", "--confirm", "4", "--yes", "--site", "nonexist"],
         "--site nonexist: there is no such folder; give the one that policy-site build wrote, or a URL"),
        (["sign", "--ledger", "L", "--key", "nokey"], "make one with ssh-keygen -t ed25519 -N '' -f nokey"),
        (["events", "import", "nofile.json", "--ledger", "L"], "give a file of the provider's events, a message or"),
        (["backup", "/proc/x", "--ledger", "L"], "nothing was backed up; name a new folder on a disk that can be"),
        (["send", "--ledger", "L", "--transport", "sendgird"], "did you mean sendgrid?"),
        (["send", "--ledger", "L", "--transport", "STMP"], "did you mean smtp?"),
        (["sned", "--ledger", "L"], "did you mean send?"),
        (["send", "--ledger", "L", "--on-ambiguous", "re-send"], "did you mean resend?"),
    ],
    ids=str,
)  # fmt: skip
def test_the_next_step_is_named(desk: Desk, arguments: list[str], words: str) -> None:
    """Whoever mistypes a file, a folder, an address or a word is told which one is meant, or what to give."""
    desk.freeze()
    there = {"M": str(desk.site.manifest), "A": str(desk.accounts), "L": desk.url}
    answer = desk.run(*(there.get(word, word) for word in arguments))
    assert answer.code in {1, 2}
    assert words in answer.err


def test_a_word_unlike_any_is_left_alone(desk: Desk) -> None:
    """A provider that this program does not know is none of those that it does."""
    assert "did you mean" not in desk.run("send", "--transport", "mailgun").err


def test_a_second_freeze_says_when_the_first_was(desk: Desk) -> None:
    """Both answers hold the moment of the freeze, so that a script sees that nothing was frozen now."""
    first, second = desk.freeze().body, desk.freeze().body
    assert first["frozen_at"] == second["frozen_at"] == second["notices"][0]["frozen_at"]


def test_names_that_are_left_out_are_counted_by_reason(desk: Desk) -> None:
    """Who is greeted without a name is counted under the one reason that there is for it, each with what to do."""
    names = ("Agent 10007", "JosÃ©", "Bj\ufffdrn", "Bj?rn", "prize.example", "NULL", "Ann", "")
    rows = "".join(f"{n},a{n}@one.example,{name}\n" for n, name in enumerate(names))
    desk.accounts.write_text(f"account_id,email,name\n{rows}", "utf-8")
    plain, body = (desk.run("plan", *desk.audience, *more) for more in ((), ("--json",)))
    lines = [line.strip() for line in plain.out.splitlines() if "of them greeted without" in line]
    assert [line.split("  of them greeted without ")[0] for line in lines] == ["3", "1", "1", "1"]
    reasons = ("broken characters: save the file as UTF-8", "turn into a link", "such as NULL", "five digits in a row")
    assert all(reason in line for reason, line in zip(reasons, lines, strict=True))
    (notice,) = body.body["notices"]
    assert notice["unnamed"] == 6
    assert notice["unnamed_because"] == {"broken": 3, "link": 1, "nothing": 1, "number": 1}


def test_languages_without_a_letter_are_named(desk: Desk) -> None:
    """Whoever gives a language in which there is no letter, or none at all, is told in the default one and named."""
    said = ("de", "German", "it-IT", "xx", "xx", "Klingon \x1b", "NULL", "")
    rows = "".join(f"{n},a{n}@one.example,{language}\n" for n, language in enumerate(said))
    desk.accounts.write_text(f"account_id,email,language\n{rows}", "utf-8")
    plain, body = (desk.run("plan", *desk.audience, *more) for more in ((), ("--json",)))
    assert "languages that the letter is not written in, told in `en`: xx (2), Klingon ? (1), it-IT (1)" in plain.out
    (notice,) = body.body["notices"]
    assert notice["unknown_languages"] == {"xx": 2, "Klingon ?": 1, "it-IT": 1}


def test_a_hint_to_send_holds_what_a_late_send_needs(desk: Desk) -> None:
    """Where the lead time is missed, the command that freeze and resume name is not refused for lacking --late."""
    late = ("--today", "2027-02-20")
    frozen = desk.run("freeze", *desk.audience[:-2], *late, "--ledger", desk.url)
    assert "--confirm 4 --late --transport" in frozen.out
    assert "--confirm 4 --late" in desk.run("resume", "--ledger", desk.url, *late).out
    assert "--late" not in desk.run("resume", "--ledger", desk.url, *desk.day).out


def test_a_file_with_two_slashes_is_told_of_the_third(desk: Desk) -> None:
    """SQLite's address of a relative file is easily written wrong: the right one is named, and nothing is created."""
    for command in (("freeze", *desk.audience), ("status",)):
        answer = desk.run(*command, "--ledger", "sqlite://book/ledger.db")
        assert answer.code == 1
        assert "sqlite:///book/ledger.db" in answer.err


def test_freezing_what_is_complete_names_no_send(desk: Desk) -> None:
    """A freeze again of a notice that was sent says so, instead of a command that would send it."""
    desk.freeze()
    assert desk.mail(4).code == 0
    again = desk.run("freeze", "--ledger", desk.url, *desk.audience)
    assert "it is complete, and nothing of it is left to send" in again.out
    assert "to send it" not in again.out


BY_SMTP = ("smtp", "--smtp", "127.0.0.1:1")
BY_SENDGRID = ("sendgrid", "--sendgrid-host")


@pytest.mark.parametrize(
    ("hop", "asked", "tried", "words", "is_cancelled"),
    [
        (BY_SMTP, None, None, "no connection to 127.0.0.1:1", False),
        (BY_SMTP, None, None, "no connection to 127.0.0.1:1", True),
        ((*BY_SENDGRID, "http://127.0.0.1:1"), None, None, "no connection to the provider", False),
        (BY_SENDGRID, (401, {}), None, "the API key is not accepted", False),
        (BY_SENDGRID, (200, {"scopes": ["stats.read"]}), None, "it lacks `mail.send`", True),
        (BY_SENDGRID, (404, {}), (404, {}, b"<h1>Not found</h1>"), "answered 404", False),
        (BY_SENDGRID, (403, {}), (403, {}, b"{}"), "or the host is another's", False),
        (BY_SENDGRID, (200, {}), (200, {}, b"<h1>Welcome</h1>"), "check the host", False),
        (BY_SENDGRID, (400, {}), (400, {}, b"<h1>Bad request</h1>"), "check the host", False),
    ],
    ids=str,
)
def test_where_nobody_can_be_reached_nothing_begins(
    desk: Desk,
    hop: tuple[str, ...],
    asked: tuple[int, Any] | None,
    tried: Answer | None,
    words: str,
    is_cancelled: bool,
) -> None:
    """No attempt is made, so the notice stands as it was frozen, and a corrected export can take its place."""
    desk.freeze()
    with sendgrid() as fake:
        fake.asked, fake.tried = asked, tried
        refused = desk.send(4, "--transport", *hop, *([fake.url] if asked else []))
        assert fake.requests == []
    assert (refused.code, words in refused.err, "nothing has begun" in refused.err) == (1, True, True), refused.err
    status = desk.status()
    assert (status["state"], status["transport"], status["batches"]) == ("frozen", None, {})
    if is_cancelled:
        assert desk.run("cancel", "--ledger", desk.url).code == 0
    desk.accounts.write_text("account_id,email\n1,a@b.example\n", "utf-8")
    assert desk.freeze("--replace").code == 0
    assert desk.mail(1).code == 0


def test_an_attempt_settles_the_audience(desk: Desk) -> None:
    """Once anybody was offered a message, a freeze again is refused, without saying who was told."""
    desk.freeze()
    assert desk.mail(4).code == 0
    refused = desk.run("freeze", "--ledger", desk.url, *desk.audience, "--replace")
    assert refused.code == 1
    assert "its sending has begun" in refused.err
    assert "in part" not in refused.err
