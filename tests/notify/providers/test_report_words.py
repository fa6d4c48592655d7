"""What a report says in words alone, in any language: a failure, a delay, a reply, or nothing of the kind."""

from __future__ import annotations

import pytest

from notify.model.event import Kind
from tests.notify.providers.bounces import COPY, OURS, is_ours, read, report_of

AWAY = f"""From: Ann <ann@one.example>
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: <{OURS}@policy.example>

I am away until Monday. 550 mails wait for me; my old mailbox does not exist any more.
"""


@pytest.mark.parametrize(
    "text",
    [
        AWAY,
        f"From: Ann <ann@one.example>\nSubject: Read\n{report_of(('message/disposition-notification', COPY), head='')}",
        "From: Mailer <mailer-daemon@one.example>\nSubject: Automatic reply: Terms\n\nUser unknown to be at work.\n",
    ],
    ids=["away", "receipt", "automatic"],
)
def test_a_reply_is_no_report(text: str) -> None:
    """Automatic replies and receipts are understood, and say nothing of a delivery, whatever words they hold."""
    assert read(text).kind is Kind.OTHER


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
        "Vaša poruka nije mogla biti isporučena.",
        "Порука није испоручена следећем примаоцу.",
        "Vašu správu sa nepodarilo doručiť.",
        "El vostre missatge no s'ha pogut lliurar.",
        "Laiško pristatyti nepavyko.",
        "پیام شما تحویل داده نشد.",
        "आपका संदेश वितरित नहीं किया जा सका।",
    ],
)
def test_a_failure_is_a_bounce_in_the_server_s_language(words: str) -> None:
    """A server that writes no fields, and speaks its country's language, is understood."""
    head = "From: postmaster@one.example\nSubject: ann@one.example\nContent-Type: text/plain; charset=utf-8\n"
    assert read(f"{head}\n{words}\n\n{COPY}").kind is Kind.BOUNCE


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
        "Your message has been delayed and is still awaiting delivery.",
        "Vaša poruka još nije isporučena.",
        "El vostre missatge encara no s'ha lliurat.",
        "پیام شما هنوز تحویل داده نشده است.",
    ],
)
def test_a_delay_is_no_bounce_in_the_server_s_language(words: str) -> None:
    """What is said not to have arrived yet still may: nobody counts as bounced for it."""
    head = "From: postmaster@one.example\nSubject: ann@one.example\nContent-Type: text/plain; charset=utf-8\n"
    assert read(f"{head}\n{words}\n\n{COPY}").kind is Kind.DEFERRED


@pytest.mark.parametrize(
    "words",
    [
        "We tried to deliver your message for 5 days. We give up.",
        "Die Zustellung ist gescheitert. Es wird nicht weiter versucht.",
        "La remise a échoué pendant 5 jours ; aucune nouvelle tentative ne sera faite.",
        "No se ha podido entregar en 4 días: no se realizarán más intentos.",
        "Сообщение не доставлено в течение 5 дней. Дальнейшие попытки прекращены.",
        "5日間配信できませんでした。これ以上の再送は行いません。",
    ],
)
def test_a_last_word_is_a_bounce(words: str) -> None:
    """Whoever says that nothing more is tried has thrown the message away, late as it may only sound."""
    head = "From: postmaster@one.example\nSubject: ann@one.example\nContent-Type: text/plain; charset=utf-8\n"
    assert read(f"{head}\n{words}\n\n{COPY}").kind is Kind.BOUNCE


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
    assert read(f"{head}\n{words}\n\n{COPY}").is_understood is False


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
    assert read(text).kind is Kind.OTHER


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
    assert read(f"{head}\n{words}\n").is_understood is False


def test_groupwise_reports_under_the_recipient_s_name() -> None:
    """A report whose sender is the recipient is known by its subject."""
    head = "From: Ann <ann@one.example>\nSubject: Message status - undeliverable\n"
    report = read(f"{head}\nThe message that you sent was undeliverable to the following:\n\tann\n\n{COPY}")
    assert (report.kind, is_ours(report)) == (Kind.BOUNCE, True)


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
    assert read(f"{head}\n{words}\n\n{COPY}").kind is Kind.OTHER


def test_a_frozen_message_may_still_arrive() -> None:
    """Exim's word to its postmaster that a message waits is no bounce of whoever it names."""
    head = "From: Mailer-Daemon@mx.example\nSubject: Message 1abc-000-XY has been frozen\n"
    words = (
        "Message 1abc-000-XY has been frozen (delivery error message).\nThe sender is <>.\n\nThe following address(es)"
    )
    assert read(f"{head}\n{words} have yet to be delivered:\n\n  ann@one.example: 550 nobody\n").kind == Kind.DEFERRED


def test_a_mobile_operators_refusal_is_a_bounce() -> None:
    """The form of Netscape's server, which mobile operators write, is understood."""
    head = "From: MAILER-DAEMON@mobile.example\nSubject: Mail System Error - Returned Mail\n"
    words = "This Message was undeliverable due to the following reason:\n\nSee below.\n\n  ann@one.example\n"
    report = read(f"{head}\n{words}\n----- Original message -----\n{COPY}")
    assert report.kind == Kind.BOUNCE
    assert is_ours(report)
