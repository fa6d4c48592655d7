"""What comes back by mail, as real servers write it: understood, or said not to be; never an exception or a guess."""

from __future__ import annotations

import mailbox
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.model.event import Kind
from notify.providers.smtp.mailboxes import messages_in
from notify.providers.smtp.reports import MailReport, is_mail, read_report
from tests.notify.conftest import Desk

OURS = "0123456789ab.7"
COPY = f"From: us@policy.example\nTo: ann@one.example\nSubject: Terms\nMessage-ID: <{OURS}@policy.example>\n\nWords.\n"
HEAD = "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: privacy@policy.example\nSubject: Undelivered\n"


def _fields(
    action: str = "failed", status: str = "5.1.1", words: str = "smtp; 550 no such user", more: str = ""
) -> str:
    last = f"Final-Recipient: rfc822; ann@one.example\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {words}\n"
    return f"Reporting-MTA: dns; mx.example\n{more}\n{last}"


def _report(
    *parts: tuple[str, str], kind: str = "multipart/report; report-type=delivery-status", head: str = HEAD
) -> str:
    """Put a report together of (headers, body)."""
    opened = "".join(f"--edge\nContent-Type: {headers}\n\n{body}\n" for headers, body in parts)
    return f'{head}MIME-Version: 1.0\nContent-Type: {kind}; boundary="edge"\n\n{opened}--edge--\n'


def _read(text: str) -> MailReport:
    return read_report(text.encode())


def _is_ours(report: MailReport) -> bool:
    return report.ids[:1] == (("0123456789ab", 7),)


AWAY = f"""From: Ann <ann@one.example>
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: <{OURS}@policy.example>

I am away until Monday. 550 mails wait for me; my old mailbox does not exist any more.
"""
STANDARD = _report(("text/plain", "Sorry."), ("message/delivery-status", _fields()), ("message/rfc822", COPY))
ENCODED = f"message/delivery-status\nContent-Transfer-Encoding: base64\n\n{b64encode(_fields().encode()).decode()}"
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
EXCHANGE = _report(
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
        _report((ENCODED.partition("\n\n")[0], ENCODED.partition("\n\n")[2]), ("text/rfc822-headers", COPY)),
        _report(("multipart/mixed; boundary=in", f"--in\nContent-Type: message/rfc822\n\n{STANDARD}\n--in--")),
        EXIM,
        QMAIL,
        EXCHANGE,
        GMAIL,
        (
            f"From: Ops <ops@policy.example>\nSubject: Fwd: Undelivered\n\nFYI\n\n---- Forwarded message ----\n"
            f"{HEAD}\n{_fields()}\n\n{COPY}"
        ),
        _report(
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
    report = _read(text)
    assert (report.kind, _is_ours(report)) == (Kind.BOUNCE, True)


@pytest.mark.parametrize(
    "text",
    [
        _report(("message/delivery-status", _fields(more=f"X-Original-Message-ID: <{OURS}@policy.example>\n"))),
        _report(("message/delivery-status", _fields(more=f"Original-Envelope-Id: {OURS}\n"))),
        _report(("message/delivery-status", _fields(more=f"Original-Envelope-Id: {OURS.replace('.', '+2E')}\n"))),
        _report(("message/delivery-status", _fields()), head=f"{HEAD}In-Reply-To: <{OURS}@policy.example>\n"),
        _report(("message/delivery-status", _fields()), head=f"{HEAD}References: <a@b>\n <{OURS}@policy.example>\n"),
        _report(("message/delivery-status", _fields()), head=HEAD.replace("privacy@", f"privacy+{OURS}@")),
        STANDARD.replace("Message-ID: <", "MESSAGE-ID:\n <").replace(OURS, OURS.upper()),
    ],
    ids=["field", "envid", "encoded envid", "reply", "references", "return-path", "folded"],
)
def test_our_id_is_found_wherever_it_stands(text: str) -> None:
    """The Message-ID in any field, the ENVID and an id in the return path all find the delivery."""
    assert _is_ours(_read(text))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (_fields("delayed", "4.4.1", "smtp; connection timed out"), Kind.DEFERRED),
        (_fields("delayed", "4.4.7", "smtp; will be retried"), Kind.DEFERRED),
        (_fields("delayed", "4.4.7", "smtp; Envelope expired"), Kind.BOUNCE),
        (_fields("expired", "4.4.7", "smtp; -"), Kind.BOUNCE),
        (_fields("failed", "4.2.2", "smtp; 452 over quota"), Kind.BOUNCE),
        (_fields("delivered", "2.0.0", "smtp; 250 ok"), Kind.DELIVERED),
        (_fields("relayed", "2.0.0", "smtp; 250 ok"), Kind.OTHER),
    ],
)
def test_late_is_not_lost(fields: str, kind: Kind) -> None:
    """A delay is never a bounce, whatever its code; a message that a server threw away is one."""
    assert _read(_report(("message/delivery-status", fields), ("message/rfc822", COPY))).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        AWAY,
        f"From: Ann <ann@one.example>\nSubject: Read\n{_report(('message/disposition-notification', COPY), head='')}",
        "From: Mailer <mailer-daemon@one.example>\nSubject: Automatic reply: Terms\n\nUser unknown to be at work.\n",
    ],
    ids=["away", "receipt", "automatic"],
)
def test_a_reply_is_no_report(text: str) -> None:
    """Automatic replies and receipts are understood, and say nothing of a delivery, whatever words they hold."""
    assert _read(text).kind is Kind.OTHER


@pytest.mark.parametrize(
    "words",
    [
        "Il messaggio non è stato consegnato.",
        "Uw bericht kon niet worden bezorgd.",
        "Nie można dostarczyć wiadomości.",
        "Die Zustellung der Nachricht ist endgültig gescheitert.",
        "Ce message n'a pas pu être livré. La boîte du destinataire est pleine.",
        "El correo no pudo ser entregado: el buzón del destinatario está lleno.",
        "Recapito non riuscito: l'indirizzo non esiste.",
        "A entrega da mensagem falhou: utilizador desconhecido.",
        "Doručení následujícím příjemcům se nezdařilo.",
        "Levering mislykkedes til disse modtagere.",
        "Сбой доставки следующим получателям или группам:",
        "次の受信者またはグループへの配信に失敗しました:",
        "无法将邮件传递给下列收件人或组:",
        "다음 받는 사람에게 배달하지 못했습니다.",
        "فشل التسليم إلى هؤلاء المستلمين",
    ],
)
def test_a_failure_is_a_bounce_in_the_server_s_language(words: str) -> None:
    """A server that writes no fields, and speaks its country's language, is understood."""
    head = "From: postmaster@one.example\nSubject: ann@one.example\nContent-Type: text/plain; charset=utf-8\n"
    assert _read(f"{head}\n{words}\n\n{COPY}").kind is Kind.BOUNCE


@pytest.mark.parametrize(
    "words",
    [
        "Ihre Nachricht konnte noch nicht zugestellt werden. Es wird weiter versucht.",
        "La remise de votre message est retardée. Le serveur continuera d'essayer.",
        "El mensaje aún no se ha entregado.",
        "Il messaggio non è stato ancora consegnato; verranno effettuati altri tentativi.",
        "A mensagem ainda não foi entregue. O servidor continuará tentando.",
        "Het bericht kon nog niet worden bezorgd.",
        "Wiadomość nie została jeszcze dostarczona.",
        "Сообщение пока не доставлено.",
        "Bei der Zustellung ist ein vorübergehendes Problem aufgetreten. Es wird weitere 45 Stunden lang versucht.",
        "Un problème temporaire est survenu lors de la distribution. Le serveur va réessayer.",
        "邮件暂时无法投递,系统将继续重试。",
        "メールはまだ配信されていません。",
    ],
)
def test_a_delay_is_no_bounce_in_the_server_s_language(words: str) -> None:
    """What is said not to have arrived yet still may: nobody counts as bounced for it."""
    head = "From: postmaster@one.example\nSubject: ann@one.example\nContent-Type: text/plain; charset=utf-8\n"
    assert _read(f"{head}\n{words}\n\n{COPY}").kind is Kind.DEFERRED


@pytest.mark.parametrize(
    "words",
    [
        "Ihre Nachricht wurde zugestellt. Bitte antworten Sie nicht auf diese E-Mail.",
        "Votre message a bien été remis au destinataire.",
        "Сообщение успешно доставлено.",
    ],
)
def test_a_success_in_words_is_no_bounce(words: str) -> None:
    """A word of delivery and one of denial mean a failure only within one sentence."""
    head = "From: postmaster@one.example\nSubject: Terms\nContent-Type: text/plain; charset=utf-8\n"
    assert _read(f"{head}\n{words}\n\n{COPY}").is_understood is False


@pytest.mark.parametrize(
    "subject",
    [
        "自動返信: Terms",
        "=?utf-8?b?6Ieq5Yqo5Zue5aSNOiBUZXJtcw==?=",
        "자동 회신: Terms",
        "Otomatik Yan\u0131t: Terms",
        "Automatikus válasz: Terms",
        "תשובה אוטומטית: Terms",
        "Αυτόματη απάντηση: Terms",
        "Автоматична відповідь: Terms",
        "رد تلقائي: Terms",
        "Automatická odpoveď: Terms",
    ],
)
def test_a_reply_is_none_in_any_language(subject: str) -> None:
    """An automatic reply under the server's own name is one, encoded or not, whatever it says of other mailboxes."""
    text = f"From: postmaster@one.example\nSubject: {subject}\n\nMy old mailbox does not exist. 550 5.1.1 x\n"
    assert _read(text).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("sender", "head", "words"),
    [
        ("no-reply@one.example", "Auto-Submitted: auto-generated", "Mail to an unknown user is not delivered."),
        ("no-reply@box.example", "", "Please confirm, else your message will not be delivered."),
        ("list-bounces@one.example", "Precedence: bulk", "Your mail awaits a moderator, or was rejected."),
    ],
    ids=["help desk", "challenge", "list"],
)  # fmt: skip
def test_a_program_that_gives_no_message_back_reports_nothing(sender: str, head: str, words: str) -> None:
    """Help desks, spam filters that ask back and lists use a server's words, and did take the message."""
    head = f"From: {sender}\nSubject: Problem: Terms\n{head or 'X-A: b'}\nIn-Reply-To: <{OURS}@policy.example>\n"
    assert _read(f"{head}\n{words}\n").is_understood is False


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
    assert _read(_report(("message/delivery-status", _fields(action, status, "smtp; x")))).kind is kind


def test_groupwise_reports_under_the_recipient_s_name() -> None:
    """A report whose sender is the recipient is known by its subject."""
    head = "From: Ann <ann@one.example>\nSubject: Message status - undeliverable\n"
    report = _read(f"{head}\nThe message that you sent was undeliverable to the following:\n\tann\n\n{COPY}")
    assert (report.kind, _is_ours(report)) == (Kind.BOUNCE, True)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("abuse", Kind.SPAM),
        ("fraud", Kind.SPAM),
        ("opt-out", Kind.SPAM),
        ("not-spam", Kind.OTHER),
        ("auth-failure", Kind.OTHER),
        ("Auth-Failure", Kind.OTHER),
    ],
)
def test_a_complaint_is_one(word: str, kind: Kind) -> None:
    """A feedback report (RFC 5965) is a complaint unless it says that it was no spam, or that a check failed."""
    feedback = f"Feedback-Type: {word}\nUser-Agent: Loop/1\nVersion: 1\n"
    parts = ("text/plain", "A report."), ("message/feedback-report", feedback), ("message/rfc822", COPY)
    report = _read(_report(*parts, kind="multipart/report; report-type=feedback-report"))
    assert (report.kind, _is_ours(report)) == (kind, True)


@pytest.mark.parametrize(
    "text",
    [
        (
            "From: AWS <no-reply@sns.example>\nSubject: Amazon SES Email Event Notification\n\n"
            f'{{"notificationType":"Complaint","mail":{{"headers":[{{"name":"Message-ID","value":"<{OURS}@x>"}}]}}}}'
        ),
        _report(
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
    report = _read(text)
    assert (report.kind, _is_ours(report)) == (Kind.SPAM, True)


@pytest.mark.parametrize(
    "words",
    [
        "Your message has not been delivered yet. Please confirm your message.",
        "Your mail is being held because you are unknown to us; it will not be delivered. User unknown.",
    ],
)
def test_a_filter_that_asks_back_is_no_bounce(words: str) -> None:
    """Whoever asks the sender to confirm did take the message, whatever it says besides."""
    head = "From: Filter <noreply@filter.example>\nSubject: Terms (Action Required)\nMessage-ID: <x@filter.example>\n"
    assert _read(f"{head}\n{words}\n\n{COPY}").kind is Kind.OTHER


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
    report = _read(text)
    assert (report.is_understood, bool(report.why)) == (False, True)


@given(st.binary(max_size=2_000), st.integers(0, len(STANDARD)), st.integers(0, 200))
def test_nothing_that_comes_in_raises(noise: bytes, at: int, cut: int) -> None:
    """Any bytes, alone or in the middle of a real report, give an answer."""
    real = STANDARD.encode()
    for body in (noise, real[:at] + noise + real[at + cut :]):
        assert read_report(body).why
        assert is_mail(body) in {True, False}


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
    status = ("message/delivery-status", _fields())
    for name, text in {"other": _report(status, ("message/rfc822", foreign)), "bare": _report(status)}.items():
        file = desk.folder / f"{name}.eml"
        file.write_text(text, encoding="utf-8")
        assert desk.run("events", "import", str(file), "--ledger", desk.url).code == 0
        assert desk.status()["bounced"] == (0 if name == "other" else 1)


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
        report = _read(_report(("message/delivery-status", fields), ("text/rfc822-headers", COPY)))
        assert report.kind == kind
        assert _is_ours(report)
        assert "zed@else.example" not in report.addresses


def test_of_several_recipients_without_any_mark_only_those_that_failed_are_named() -> None:
    """Where nothing says which recipient is ours, one that was reached is not taken for one that failed."""
    fields = f"Reporting-MTA: dns; mx.example\n\n{_recipient('ann@one.example', 'delivered', '2.0.0')}\n{THEIRS}"
    report = _read(_report(("message/delivery-status", fields)))
    assert (report.kind, report.addresses) == (Kind.BOUNCE, ("zed@else.example",))


def test_a_frozen_message_may_still_arrive() -> None:
    """Exim's word to its postmaster that a message waits is no bounce of whoever it names."""
    head = "From: Mailer-Daemon@mx.example\nSubject: Message 1abc-000-XY has been frozen\n"
    words = (
        "Message 1abc-000-XY has been frozen (delivery error message).\nThe sender is <>.\n\nThe following address(es)"
    )
    assert _read(f"{head}\n{words} have yet to be delivered:\n\n  ann@one.example: 550 nobody\n").kind == Kind.DEFERRED


def test_a_mobile_operators_refusal_is_a_bounce() -> None:
    """The form of Netscape's server, which mobile operators write, is understood."""
    head = "From: MAILER-DAEMON@mobile.example\nSubject: Mail System Error - Returned Mail\n"
    words = "This Message was undeliverable due to the following reason:\n\nSee below.\n\n  ann@one.example\n"
    report = _read(f"{head}\n{words}\n----- Original message -----\n{COPY}")
    assert report.kind == Kind.BOUNCE
    assert _is_ours(report)
