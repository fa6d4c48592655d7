"""The head of a message: whatever names and titles hold, every reader gets back what went in."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import getaddresses

import fast_mail_parser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notify.errors import ConfigError
from notify.letter.mime_head import check, mailbox, one_line, text_field

ADDRESS = "privacy@policy.example"
LONG = "The Example Foundation for Science, Education, Culture and Communication, Inc."
ACCENTED = "Société d'Électricité, d'Eau et de Gaz de la Région Île-de-France"


def _head(name: str, subject: str) -> bytes:
    return (mailbox("From", name, ADDRESS) + text_field("Subject", subject) + "\r\n").encode()


@given(st.text(max_size=300), st.text(max_size=300))
@example(LONG, "Nuestro «Política de privacidad» cambió el 15")
@example(ACCENTED, "«Términos y condiciones» tendrá")
@example('Ann "the" \\ Example, <a@b>', "=?utf-8?q?not_encoded?= and  two blanks")
def test_any_name_and_subject_come_back(name: str, subject: str) -> None:
    """Two parsers of other makes read one mailbox with the whole name, and the subject with every blank."""
    head = _head(name, subject)
    check(head, subject=subject, display_name=name, address=ADDRESS)
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    assert head.isascii()
    other = fast_mail_parser.parse_email(head + b"Words.\r\n")
    assert other.subject.strip() == one_line(subject).strip()
    raw_from = message_from_bytes(head, policy=policy.compat32)["from"]
    assert [address for _, address in getaddresses([raw_from])] == [ADDRESS]


def test_a_head_that_reads_otherwise_is_refused() -> None:
    """What a parser reads must be what was meant, else nothing is frozen."""
    with pytest.raises(ConfigError, match="would be read as"):
        check(
            f"From: {LONG} <{ADDRESS}>\r\nSubject: x\r\n\r\n".encode(), subject="x", display_name=LONG, address=ADDRESS
        )
