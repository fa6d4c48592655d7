"""The public record of a notice: one program writes it, the other says on the version's page how it went."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from site_gen.catalogue import ENGLISH
from site_gen.cli import main
from site_gen.declared.notice_record import read_record
from site_gen.errors import ConfigError
from site_gen.git.repository import open_repository
from site_gen.history.declarations import read_notices_given
from site_gen.model.notice import NoticeGiven
from site_gen.publish.wording import notice_given
from tests.conftest import GitRepo
from tests.notify.conftest import Desk, desk
from tests.notify.mail_server import mail_server
from tests.notify.providers.mail_talk import HANG_UP, Script, talking
from tests.notify.published_site import NEWEST, PublishedSite

__all__ = ["desk"]
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "notice-record.v1.schema.json").read_bytes())
COUNTS = st.integers(0, 9)


def record(desk: Desk) -> bytes:
    """Export the one record."""
    assert desk.run("record", "--ledger", desk.url, "--out", "notices", *desk.day).code == 0
    (file,) = (desk.folder / "notices").glob("*.json")
    return file.read_bytes()


def test_what_one_program_writes_the_other_reads(desk: Desk) -> None:
    """Frozen, the record says nothing yet; sent, it says to how many of how many; both fit the schema."""
    desk.freeze()
    before = record(desk)
    desk.mail(4)
    after = record(desk)
    for data in (before, after):
        Draft202012Validator(SCHEMA).validate(json.loads(data))
    assert read_record("x.json", before) == []
    (found,) = read_record("x.json", after)
    assert (found.slug, found.version_id, found.frozen, found.accepted) == ("privacy", NEWEST, 4, 4)
    assert found.lead_days == 30


REFUSED, CANCEL, FORGET = "550 5.1.1 unknown", ["cancel"], ["forget", "--account", "a3", "--yes"]
ASSUME = ["send", "--confirm", "4", "--yes", "--transport", "smtp", "--on-ambiguous", "assume_sent"]


@pytest.mark.parametrize(
    ("verb", "answers", "later"),
    [
        ("RCPT", [REFUSED] * 4, []),
        ("DOT", [HANG_UP] * 4, [CANCEL]),
        ("DOT", [HANG_UP] * 4, [ASSUME]),
        ("DOT", [None, REFUSED, HANG_UP, None], [CANCEL]),
        ("DOT", [None, REFUSED, HANG_UP, None], [ASSUME, FORGET]),
    ],
    ids=["all refused", "in doubt and called off", "all assumed", "called off", "some of each, and forgotten"],
)
def test_whatever_became_of_people_both_programs_read_it(
    desk: Desk, verb: str, answers: list[str | None], later: list[list[str]]
) -> None:
    """No end of a sending, nor what is done about it later, gives a record that is refused where it is to be shown."""
    left = iter(answers)
    desk.freeze()
    with talking(Script(answers=lambda said, *_: next(left, None) if said == verb else None)) as where:
        desk.send(4, "--transport", "smtp", "--smtp", where, "--in-flight", "1")
        for command in later:
            more = ["--smtp", where, *desk.day] if command is ASSUME else []
            told = desk.run(*command, "--ledger", desk.url, *more)
            assert told.code in {0, 3}, told.err  # 3: not everybody was reached
    data = record(desk)
    Draft202012Validator(SCHEMA).validate(json.loads(data))
    assert sum(one.accepted for one in read_record("x.json", data)) == desk.status()["accepted"]
    pages = ("--manifest", str(desk.site.manifest), "--records", "notices", "--out", str(desk.site.folder))
    assert desk.run("pages", *pages, *desk.day).code == 0


def test_a_notice_about_several_policies_counts_for_each(desk: Desk) -> None:
    """Each version's page says of it how many were told, and how many days ahead were promised there."""
    terms = PublishedSite(desk.folder / "site", slug="terms", title="Terms of service", lead_days=14).write()
    both = ("--manifest", str(desk.site.manifest), str(terms.manifest))
    audience = ("--accounts", str(desk.accounts), *desk.day)
    frozen = desk.run("freeze", *both, *audience, "--ledger", desk.url, "--json").body["notices"]
    (joined,) = [one["notice"] for one in frozen if "tells_of" in one]
    sent = ("send", joined, "--ledger", desk.url, "--confirm", "4", "--yes", *desk.day)
    with mail_server() as options:
        assert desk.run(*sent, *options).code == 0
    assert desk.run("record", "--ledger", desk.url, "--out", "notices", *desk.day).code == 0
    data = (desk.folder / "notices" / f"{joined}.json").read_bytes()
    Draft202012Validator(SCHEMA).validate(json.loads(data))
    found = [(one.slug, one.accepted, one.lead_days) for one in read_record("x.json", data)]
    assert found == [("privacy", 4, 30), ("terms", 4, 14)]


def _given(**facts: int | date) -> NoticeGiven:
    plain: dict[str, int | date] = {"frozen": 995, "accepted": 995, "held": 0, "unreached": 0, "returned": 0}
    days: dict[str, int | date] = {"first_sent_on": date(2026, 11, 28), "last_sent_on": date(2026, 11, 28)}
    own: dict[str, int | date] = {"lead_days": 30}
    words = {
        "notice_id": "0123456789ab",
        "slug": "privacy",
        "language": "en",
        "version_id": "2026-11-16",
        "text_sha256": "0" * 64,
    }
    return NoticeGiven(**words, **(plain | days | own | facts))  # type: ignore[arg-type]


ON_THE_DAY = {"first_sent_on": date(2027, 1, 15), "last_sent_on": date(2027, 1, 15)}
THE_DAY_AFTER = {"first_sent_on": date(2027, 1, 16), "last_sent_on": date(2027, 1, 16)}
IN_PART = "between 28 November 2026 and 1 December 2026, 45 days ahead (30 promised); 283 were still to be told"
TOO_LATE = "between 28 November 2026 and 5 January 2027, 10 days ahead, though 30 were promised; 1 email came back."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "995 account holders were told by email on 28 November 2026, 48 days ahead (30 promised)."),
        (
            {"accepted": 700, "held": 12, "last_sent_on": date(2026, 12, 1)},
            f"700 of 995 .* {IN_PART} .*12 it is",
        ),
        ({"last_sent_on": date(2027, 1, 5), "returned": 1}, f"995 account holders were told by email {TOO_LATE}"),
        ({**THE_DAY_AFTER, "lead_days": 0}, "995 account holders were told by email on 16 January 2027, 1 day late."),
        (
            {"frozen": 1, "accepted": 1, **ON_THE_DAY},
            "1 account holder was .* on the very day, though 30 were",
        ),
        ({"accepted": 990, "unreached": 5}, r"990 of 995 .*\(30 promised\); 5 could not be told by email."),
    ],
)
def test_it_is_said_as_it_was(facts: dict[str, int | date], words: str) -> None:
    """Sent in time, in part, late, in doubt, returned: the sentence says what happened and what did not."""
    pattern = words if "\\" in words else words.replace("(", r"\(").replace(")", r"\)")
    assert re.match(pattern, notice_given(ENGLISH, _given(**facts), date(2027, 1, 15), "en"))


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_nobody_is_left_out_of_the_sentence(accepted: int, held: int, unreached: int, ready: int) -> None:
    """Whoever was not told is counted in it, whatever became of them."""
    total = accepted + held + unreached + ready
    words = notice_given(
        ENGLISH, _given(frozen=total, accepted=accepted, held=held, unreached=unreached), date(2027, 1, 15), "en"
    )
    assert ("of" in words.partition("account")[0]) == (accepted != total)
    assert ("still to be told" in words, "in doubt" in words, "could not" in words) == (
        ready > 0,
        held > 0,
        unreached > 0,
    )


def test_the_version_s_page_says_it(repo: GitRepo, desk: Desk, tmp_path: Path) -> None:
    """Committed beside the policy, the record is said on the page of that very text, and of no other."""
    repo.commit("2026-01-02", {"policy/privacy.md": "# Privacy\n\nOne.\n"})
    repo.commit("2027-01-02", {"policy/privacy.md": "# Privacy\n\nTwo.\n"})
    desk.freeze()
    desk.mail(4)
    body = json.loads(record(desk))
    pages = []
    for text in (repo.git("cat-file", "blob", "HEAD:policy/privacy.md"), "other"):
        body["facts"]["version"]["text_sha256"] = sha256(f"{text}\n".encode()).hexdigest()
        repo.commit("2027-01-05", {"notices/one.json": json.dumps(body)})
        out = ["--out", str(tmp_path / "built"), "--cache", str(tmp_path / "cache"), "--jobs", "1"]
        assert main(["build", "--repo", str(repo.path), "--today", "2027-01-06", *out]) == 0
        pages.append((tmp_path / "built" / "privacy" / "2027-01-02" / "index.html").read_text(encoding="utf-8"))
    assert "4 account holders were told by email" in pages[0]
    assert f'href="../notices/{body["notice"]}/index.html"' in pages[0]
    assert "account holders were told" not in pages[1]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"record_version": 2}', b'{"record_version": 1, "counts": {"a": 1}}'])
def test_what_is_no_record_is_named(data: bytes) -> None:
    """A file that cannot be read is refused by its name, with the next step."""
    with pytest.raises(ConfigError, match=r"notices/x\.json: is (not )?a .*record"):
        read_record("notices/x.json", data)


SENT = {"first_sent_on": "2026-12-02", "last_sent_on": "2026-12-03"}
TALLY = {"frozen": 40, "accepted": 30, "delivered": 20, "bounced": 5, "dropped": 0, "unconfirmed": 5}
TALLY |= {"held": 1, "unreached": 2, "ready": 7}
NOT_SENT = {"first_sent_on": None, "last_sent_on": None, "counts": None}


@pytest.mark.parametrize(
    ("change", "is_coherent"),
    [
        (SENT | {"counts": TALLY}, True),
        (NOT_SENT, True),
        (SENT | {"counts": TALLY | {"delivered": 4000}}, False),
        (SENT | {"counts": TALLY | {"accepted": 31}}, False),
        (SENT | {"counts": TALLY | {"frozen": 41}}, False),
        (SENT | {"counts": TALLY | {"held": -1, "ready": 9}}, False),
        (SENT | {"counts": TALLY | {"held": True}}, False),
        (SENT | {"counts": TALLY | {"held": 1.0}}, False),
        (SENT | {"counts": {name: number for name, number in TALLY.items() if name != "dropped"}}, False),
        (SENT | {"counts": {**dict.fromkeys(TALLY, 0), "frozen": 40, "ready": 40}}, False),
        (SENT | {"counts": None}, False),
        (NOT_SENT | {"counts": TALLY}, False),
        (SENT | {"counts": TALLY, "last_sent_on": None}, False),
        (SENT | {"counts": TALLY, "first_sent_on": "2026-12-04"}, False),
        (SENT | {"counts": TALLY, "first_sent_on": 20261202}, False),
    ],
    ids=str,
)
def test_both_programs_refuse_counts_that_no_sending_has(desk: Desk, change: dict[str, Any], is_coherent: bool) -> None:
    """Counts add up and go with the days of sending, or neither program makes a page of the record."""
    desk.freeze()
    body = json.loads(record(desk)) | change
    file = desk.folder / "notices" / f"{body['notice']}.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    pages = ["--manifest", str(desk.site.manifest), "--out", str(desk.site.folder), "--records", str(file.parent)]
    answer = desk.run("pages", *pages, *desk.day)
    assert answer.code == (0 if is_coherent else 1)
    assert is_coherent or str(file) in answer.err
    with nullcontext() if is_coherent else pytest.raises(ConfigError, match=file.name):
        assert bool(read_record(file.name, file.read_bytes())) == (change["counts"] is not None)


def test_a_notice_with_two_records_makes_no_page(repo: GitRepo, desk: Desk) -> None:
    """Nobody can tell which of the two holds, so both programs name them."""
    desk.freeze()
    data = record(desk)
    (file,) = (desk.folder / "notices").glob("*.json")
    (file.parent / "copy.json").write_bytes(data)
    pages = ["--manifest", str(desk.site.manifest), "--out", str(desk.site.folder), "--records", str(file.parent)]
    answer = desk.run("pages", *pages, *desk.day)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert str(file) in answer.err
    assert "copy.json" in answer.err
    repo.commit("2027-01-05", {f"notices/{name}.json": data.decode() for name in ("one", "two")})
    with pytest.raises(ConfigError, match=r"notices/two\.json: is a second record .*, beside notices/one\.json"):
        read_notices_given(open_repository(repo.path))
