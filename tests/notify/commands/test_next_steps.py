"""A refusal names what is at fault and what to do next."""

from __future__ import annotations

import pytest

from tests.notify.conftest import Desk


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan", "--manifest", "M", "--accounts", "postgresql://h:bad/x"],
         "--accounts: is not the address of a database (ValueError); write it as postgresql://HOST/DATABASE"),
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


def test_a_name_with_many_digits_is_said_to_be_left_out(desk: Desk) -> None:
    """Who is greeted without a name is counted, with every reason that there is for it."""
    desk.accounts.write_text("account_id,email,name\n1,a@one.example,Agent 10007\n2,b@one.example,Ann\n", "utf-8")
    assert (
        "1  of them greeted without their name, which holds broken characters" in desk.run("plan", *desk.audience).out
    )
    assert "five digits in a row" in desk.run("plan", *desk.audience).out
