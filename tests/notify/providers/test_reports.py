"""What comes back by mail, as real servers write it: understood, or said not to be; never an exception or a guess."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.model.event import Kind
from notify.providers.smtp.reports import is_mail, read_report
from tests.notify.providers.bounces import COPY, HEAD, OURS, STANDARD, fields_of, is_ours, read, report_of

ENCODED = f"message/delivery-status\nContent-Transfer-Encoding: base64\n\n{b64encode(fields_of().encode()).decode()}"
EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mx.example>
X-Failed-Recipients: ann@one.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

  ann@one.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

{COPY}"""
QMAIL = f"""From: MAILER-DAEMON@mx.example
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@one.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{COPY}"""
EXCHANGE = report_of(
    ("text/html", "<p>Your message to <b>ann@one.example</b> couldn&#39;t be delivered.</p>"),
    ("message/rfc822", COPY),
    kind="multipart/mixed",
    head="From: Postmaster <postmaster@one.example>\nSubject: Undeliverable: Terms\n",
)
GMAIL = f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Subject: Delivery Status Notification (Failure)

Delivery to the following recipient failed permanently:

     ann@one.example

----- Original message -----

{COPY}"""


@pytest.mark.parametrize(
    "text",
    [
        STANDARD,
        STANDARD.replace("\n", "\r\n"),
        STANDARD.replace("\n", "\r"),
        STANDARD.replace("Action: failed", "ACTION:Failed").replace("Status:", "status:"),
        f"From MAILER-DAEMON Sat Nov 28 06:00:00 2026\n{STANDARD}",
        report_of((ENCODED.partition("\n\n")[0], ENCODED.partition("\n\n")[2]), ("text/rfc822-headers", COPY)),
        report_of(("multipart/mixed; boundary=in", f"--in\nContent-Type: message/rfc822\n\n{STANDARD}\n--in--")),
        EXIM,
        QMAIL,
        EXCHANGE,
        GMAIL,
        (
            f"From: Ops <ops@policy.example>\nSubject: Fwd: Undelivered\n\nFYI\n\n---- Forwarded message ----\n"
            f"{HEAD}\n{fields_of()}\n\n{COPY}"
        ),
        report_of(
            (
                'application/octet-stream; name="bounce.eml"\nContent-Transfer-Encoding: base64',
                b64encode(STANDARD.encode()).decode(),
            ),
            kind="multipart/mixed",
            head="From: Ops <ops@policy.example>\nSubject: Fwd\n",
        ),
        (
            "From: Ops <ops@policy.example>\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
            f"Content-Type: text/plain\n\nsee\n--o\nContent-Type: message/rfc822\n\n{STANDARD}\n--o--\n"
        ),
    ],
    ids=[
        "standard",
        "crlf",
        "cr",
        "case",
        "mbox",
        "base64",
        "forwarded",
        "exim",
        "qmail",
        "exchange",
        "gmail",
        "forwarded by a person",
        "attached as a file",
        "attached by a person",
    ],
)
def test_a_failure_is_a_bounce_in_every_form(text: str) -> None:
    """RFC 3464 with any encoding, nesting and case, and servers' own forms, name our message as bounced."""
    report = read(text)
    assert (report.kind, is_ours(report)) == (Kind.BOUNCE, True)


@pytest.mark.parametrize(
    "text",
    [
        report_of(("message/delivery-status", fields_of(more=f"X-Original-Message-ID: <{OURS}@policy.example>\n"))),
        report_of(("message/delivery-status", fields_of(more=f"Original-Envelope-Id: {OURS}\n"))),
        report_of(("message/delivery-status", fields_of(more=f"Original-Envelope-Id: {OURS.replace('.', '+2E')}\n"))),
        report_of(("message/delivery-status", fields_of()), head=f"{HEAD}In-Reply-To: <{OURS}@policy.example>\n"),
        report_of(("message/delivery-status", fields_of()), head=f"{HEAD}References: <a@b>\n <{OURS}@x.example>\n"),
        report_of(("message/delivery-status", fields_of()), head=HEAD.replace("privacy@", f"privacy+{OURS}@")),
        STANDARD.replace("Message-ID: <", "MESSAGE-ID:\n <").replace(OURS, OURS.upper()),
    ],
    ids=["field", "envid", "encoded envid", "reply", "references", "return-path", "folded"],
)
def test_our_id_is_found_wherever_it_stands(text: str) -> None:
    """The Message-ID in any field, the ENVID and an id in the return path all find the delivery."""
    assert is_ours(read(text))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (fields_of("delayed", "4.4.1", "smtp; connection timed out"), Kind.DEFERRED),
        (fields_of("delayed", "4.4.7", "smtp; will be retried"), Kind.DEFERRED),
        (fields_of("delayed", "4.4.7", "smtp; Envelope expired"), Kind.BOUNCE),
        (fields_of("delayed", "4.4.7", "smtp; Maximum retry time exceeded"), Kind.BOUNCE),
        (fields_of("delayed", "4.4.7", "smtp; gave up trying after 3 days"), Kind.BOUNCE),
        (fields_of("delayed", "4.0.0", "the message was undeliverable and has been deleted"), Kind.BOUNCE),
        (fields_of("delayed", "4.4.1", "smtp; connection timeout expired"), Kind.DEFERRED),
        (fields_of("delayed", "4.7.5", "smtp; the server's certificate has expired"), Kind.DEFERRED),
        (
            fields_of(
                "delayed", "4.4.7", "smtp; message expired there\nWill-Retry-Until: Mon, 2 Dec 2026 09:00:00 +0000"
            ),
            Kind.DEFERRED,
        ),
        (fields_of("expired", "4.4.7", "smtp; -"), Kind.BOUNCE),
        (fields_of("failed", "4.2.2", "smtp; 452 over quota"), Kind.BOUNCE),
        (fields_of("delivered", "2.0.0", "smtp; 250 ok"), Kind.DELIVERED),
        (fields_of("relayed", "2.0.0", "smtp; 250 ok"), Kind.OTHER),
    ],
)
def test_late_is_not_lost(fields: str, kind: Kind) -> None:
    """A delay is never a bounce, whatever its code; a message that a server threw away is one.

    That a server gives the day until which it tries again (RFC 3464, 2.3.9) outweighs its words.
    """
    assert read(report_of(("message/delivery-status", fields), ("message/rfc822", COPY))).kind is kind


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("fehlgeschlagen", "5.1.1", Kind.BOUNCE),
        ("retrasado", "4.4.1", Kind.DEFERRED),
        ("entregado", "2.0.0", Kind.OTHER),
        ("failed (user unknown)", "5.1.1 (bad address)", Kind.BOUNCE),
    ],
)
def test_a_code_decides_where_the_action_is_in_another_language(action: str, status: str, kind: Kind) -> None:
    """The class of a code (RFC 3463) means the same everywhere."""
    assert read(report_of(("message/delivery-status", fields_of(action, status, "smtp; x")))).kind is kind


FEEDBACK = [
    ("abuse", Kind.SPAM),
    ("fraud", Kind.SPAM),
    ("Virus", Kind.SPAM),
    ("opt-out", Kind.UNSUBSCRIBE),
    ("opt-out-list", Kind.UNSUBSCRIBE),
    ("not-spam", Kind.OTHER),
    ("auth-failure", Kind.OTHER),
    ("Auth-Failure", Kind.OTHER),
    ("dmarc", Kind.OTHER),
    ("other", Kind.OTHER),
    ("miscategorized", None),
]


@pytest.mark.parametrize(("word", "kind"), [*FEEDBACK, ("abuse (by a button)", Kind.SPAM), ("", None)])
def test_feedback_is_a_complaint_only_where_somebody_complains(word: str, kind: Kind | None) -> None:
    """Who leaves a list, corrects a filter or cannot check a signature accuses nobody; an unknown kind is said so."""
    feedback = f"Feedback-Type: {word}\nUser-Agent: Loop/1\nVersion: 1\n"
    parts = ("text/plain", "A report."), ("message/feedback-report", feedback), ("message/rfc822", COPY)
    report = read(report_of(*parts, kind="multipart/report; report-type=feedback-report"))
    assert (report.kind, is_ours(report)) == (kind, True)


@pytest.mark.parametrize(("word", "kind"), FEEDBACK)
def test_a_mail_service_names_the_same_kinds_of_feedback(word: str, kind: Kind | None) -> None:
    """Its notification is a complaint where the kind that it quotes is one."""
    said = f'{{"notificationType":"Complaint","complaint":{{"complaintFeedbackType":"{word}"}},"id":"<{OURS}@x>"}}'
    assert read(f"From: AWS <no-reply@sns.example>\nSubject: Notification\n\n{said}").kind is kind


@pytest.mark.parametrize(
    "text",
    [
        (
            "From: AWS <no-reply@sns.example>\nSubject: Amazon SES Email Event Notification\n\n"
            f'{{"notificationType":"Complaint","mail":{{"headers":[{{"name":"Message-ID","value":"<{OURS}@x>"}}]}}}}'
        ),
        report_of(
            ("text/plain", "Feedback-Type: abuse\nUser-Agent: Loop/1\nVersion: 1"),
            ("message/rfc822", COPY),
            kind="multipart/mixed",
            head="From: loop@one.example\nSubject: abuse\n",
        ),
    ],
    ids=["a mail service's JSON", "fields as text"],
)
def test_a_complaint_in_another_form_is_one(text: str) -> None:
    """A service's own notification and fields that no part is named after are understood too."""
    report = read(text)
    assert (report.kind, is_ours(report)) == (Kind.SPAM, True)


def _nested(depth: int) -> str:
    text = COPY
    for number in range(depth):
        edge = f"e{number}"
        text = f"Content-Type: multipart/mixed; boundary={edge}\n\n--{edge}\n{text}\n--{edge}--\n"
    return HEAD + text


@pytest.mark.parametrize(
    "text",
    [
        _nested(1_000),
        "Hello Bob,\nlunch?\n",
        f"From: Ann <ann@one.example>\nSubject: Problem: error\n\nYou say: user does not exist. 550 5.1.1?\n\n{COPY}",
        f"{HEAD}\n" + "Content-Type: message/rfc822\n\n" * 5_000,
        "Subject: x\n\n",
    ],
    ids=["deep", "letter", "complaining letter", "bomb", "empty"],
)
def test_what_is_not_understood_says_so(text: str) -> None:
    """A report nested 1,000 deep, a letter of a person, a heap of heads: not understood, with a reason."""
    report = read(text)
    assert (report.is_understood, bool(report.why)) == (False, True)


@given(st.binary(max_size=2_000), st.integers(0, len(STANDARD)), st.integers(0, 200))
def test_nothing_that_comes_in_raises(noise: bytes, at: int, cut: int) -> None:
    """Any bytes, alone or in the middle of a real report, give an answer."""
    real = STANDARD.encode()
    for body in (noise, real[:at] + noise + real[at + cut :]):
        assert read_report(body).why
        assert is_mail(body) in {True, False}


def _recipient(address: str, action: str, status: str) -> str:
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"


THEIRS = _recipient("zed@else.example", "failed", "5.1.1")


@pytest.mark.parametrize(("action", "kind"), [("delivered", Kind.DELIVERED), ("delayed", Kind.DEFERRED)])
@pytest.mark.parametrize("named_by", ["address", "mark"])
def test_of_several_recipients_ours_decides(action: str, kind: Kind, named_by: str) -> None:
    """A server that answers for several people in one report says of ours what stands beside ours."""
    ours = _recipient("ann@one.example", action, "2.0.0")
    if named_by == "mark":
        ours = f"Original-Recipient: rfc822; {OURS}\n{ours.replace('ann@', 'else@')}"
    for groups in ((THEIRS, ours), (ours, THEIRS)):
        fields = "\n".join(("Reporting-MTA: dns; mx.example\n", *groups))
        report = read(report_of(("message/delivery-status", fields), ("text/rfc822-headers", COPY)))
        assert report.kind == kind
        assert is_ours(report)
        assert "zed@else.example" not in report.addresses


def test_of_several_recipients_without_any_mark_only_those_that_failed_are_named() -> None:
    """Where nothing says which recipient is ours, one that was reached is not taken for one that failed."""
    fields = f"Reporting-MTA: dns; mx.example\n\n{_recipient('ann@one.example', 'delivered', '2.0.0')}\n{THEIRS}"
    report = read(report_of(("message/delivery-status", fields)))
    assert (report.kind, report.addresses) == (Kind.BOUNCE, ("zed@else.example",))


@pytest.mark.parametrize("returned", [COPY, COPY.replace(OURS, "other")], ids=["with a notice's id", "of other mail"])
def test_an_address_proves_nothing_where_the_returned_message_has_an_id(returned: str) -> None:
    """An id of a notice that another ledger sent, to the same people, is as telling as one of other mail."""
    report = read(report_of(("message/delivery-status", fields_of()), ("message/rfc822", returned)))
    assert (report.kind, report.names_another) == (Kind.BOUNCE, True)
