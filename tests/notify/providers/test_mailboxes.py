"""Files and folders of mail, whatever program wrote them: each message once, and the rest named."""

from __future__ import annotations

import mailbox
from collections.abc import Callable
from pathlib import Path

import pytest

from notify.model.event import Kind
from notify.providers.smtp.mailboxes import messages_in
from notify.providers.smtp.reports import read_report
from tests.notify.conftest import Desk
from tests.notify.providers.bounces import COPY, OURS, STANDARD, fields_of, report_of


def test_a_mailbox_holds_many(tmp_path: Path) -> None:
    """An mbox and a Maildir, as the standard library writes them, give each message once."""
    for store in (mailbox.mbox(tmp_path / "box"), mailbox.Maildir(tmp_path / "folder")):
        for number in range(3):
            store.add(STANDARD.replace(OURS, f"0123456789ab.{number}").replace("Sorry.", "From here on\n\nFrom there"))
        store.close()
    for path in (tmp_path / "box", tmp_path / "folder"):
        assert sorted(read_report(raw).ids[0][1] for raw in messages_in(path)) == [0, 1, 2]


FROM_LINE = "From MAILER-DAEMON Sat Nov 28 06:00:00 2026\n"


@pytest.mark.parametrize(
    "dress",
    [
        lambda box: box.replace("\n", "\r\n"),
        lambda box: box.replace("\n", "\r"),
        lambda box: f"\ufeff{box}",
        lambda box: f"\n\n{box}",
        lambda box: box.replace(f"\n\n{FROM_LINE}", f"\n{FROM_LINE}"),
        lambda box: box.replace(f"\n\n{FROM_LINE}", "\n\nFrom MAILER-DAEMON\n", 1),
        lambda box: box.replace(FROM_LINE, "From - Sat Nov 28 06:00:00 2026\nX-Mozilla-Status: 0001\n"),
        lambda box: box.replace("Sorry.", "Sorry.\n\nFrom here on nothing."),
        lambda box: box.replace("Sorry.", f"Sorry.\n\n{FROM_LINE}is what a mailbox without marks lets stand."),
        lambda box: box.replace("Sorry.", f"Sorry.\n\n>{FROM_LINE}>>From is marked once more."),
    ],
    ids=[
        "CRLF",
        "CR",
        "mark",
        "empty lines first",
        "no empty lines between",
        "one without a day",
        "Thunderbird",
        "From in the text",
        "a whole separator in the text",
        "marked",
    ],
)
def test_no_message_of_a_mailbox_is_lost(tmp_path: Path, dress: Callable[[str], str]) -> None:
    """However a program writes an mbox, each message comes out once."""
    box = "".join(f"{FROM_LINE}{STANDARD.replace(OURS, f'0123456789ab.{number}')}\n" for number in range(3))
    (tmp_path / "box.mbox").write_bytes(dress(box).encode())
    assert [read_report(raw).ids[0][1] for raw in messages_in(tmp_path / "box.mbox")] == [0, 1, 2]


def test_what_a_folder_holds_beside_messages_is_named(tmp_path: Path) -> None:
    """Files of the system are passed over; others that are not messages are reported, for they may be events."""
    (tmp_path / "1.eml").write_text(STANDARD)
    (tmp_path / "2.emlx").write_text(f"{len(STANDARD.encode())}\n{STANDARD}<?xml version='1.0'?>")
    for name, text in {".DS_Store": "x", ".mh_sequences": "unseen: 1\n", "events.json": "[]", "empty.eml": ""}.items():
        (tmp_path / name).write_text(text)
    others: list[Path] = []
    assert [read_report(raw).kind for raw in messages_in(tmp_path, others.append)] == [Kind.BOUNCE] * 2
    assert [path.name for path in others] == ["events.json"]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"\x1f\x8b\x08", "gunzip box"),
        (b"PK\x03\x04", "is an archive"),
        (b"\xd0\xcf\x11\xe0", "an Outlook message"),
        (b"\x01\x01\x01\x01\n", "MMDF"),
        ("[{}]".encode("utf-16"), "iconv -f UTF-16"),
        (b"email,event\n", "nothing was imported"),
    ],
)
def test_a_file_of_another_kind_is_named_with_the_way_out(desk: Desk, head: bytes, said: str) -> None:
    """What cannot be imported says what it is, and that nothing came in."""
    desk.freeze()
    (desk.folder / "box").write_bytes(head)
    answer = desk.run("events", "import", str(desk.folder / "box"), "--ledger", desk.url)
    assert answer.code == 1
    assert said in answer.err


def test_a_report_without_an_id_is_found_by_its_address(desk: Desk) -> None:
    """Only a failure, only while one notice was sent, and never by a report that gives back another message."""
    desk.freeze()
    desk.send(4)
    foreign = COPY.replace(OURS, "another")
    status = ("message/delivery-status", fields_of())
    for name, text in {"other": report_of(status, ("message/rfc822", foreign)), "bare": report_of(status)}.items():
        file = desk.folder / f"{name}.eml"
        file.write_text(text, encoding="utf-8")
        assert desk.run("events", "import", str(file), "--ledger", desk.url).code == 0
        assert desk.status()["bounced"] == (0 if name == "other" else 1)
