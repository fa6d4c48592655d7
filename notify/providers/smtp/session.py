"""One SMTP connection (RFC 5321): what is said on it, what its answers mean, and when it is over.

    free --MAIL, RCPT, DATA--> asked --354, message, dot--> answered --> free
                                 |                             |
                                 +--> refused --RSET first--> free

421 anywhere, a refusal of MAIL and a broken line end the connection; many refusals in a row wear it out. Doubt lies
only between the final dot and its answer; until the last byte has left, the server cannot have taken the message.

Where the server pipelines, the commands of the message that follows may leave with the final dot (RFC 2920, 3.1), which
saves a round trip. They are not in doubt, for their message has not left; whoever named it hands it over next, on the
same connection, or closes that.
"""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass, replace
from errno import ECONNRESET
from socket import socket
from typing import BinaryIO, NamedTuple, cast

from notify.model.batch import Outcome, Receipt

ANSWER_SECONDS = 600.0
"""For the answer to the final dot (RFC 5321, 4.5.3.2.6): whoever cuts it shorter doubts mail that was taken."""
MOST_ERRORS = 8
"""Refusals in a row on one connection: servers answer more slowly to whom they refused often and took nothing from
(Postfix, by its own setting, from the tenth on: smtpd_soft_error_limit), and hang up in the end."""
LONGEST_WORDS = 300
LONGEST_LINE, MOST_LINES = 8_192, 100
"""Of one answer; RFC 5321 allows lines of 512."""
ABOUT_ADDRESS = re.compile(r"^5\.[12]\.\d+\b")
"""Enhanced codes (RFC 3463) that speak of the recipient's address or mailbox."""
ENHANCED = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}\b")


class Reply(NamedTuple):
    """A server's answer; four come with every message, and hardly any of their words are ever looked at."""

    code: int
    lines: tuple[bytes, ...] = ()

    @property
    def verdict(self) -> int:
        """Give the first digit: 2 yes, 3 go on, 4 not now, 5 no."""
        return self.code // 100

    @property
    def words(self) -> str:
        """Give what it says after the code."""
        return b" ".join(line[4:].strip() for line in self.lines).decode("utf-8", "replace")[:LONGEST_WORDS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Whom a message is from and for, and the name under which a report of it comes back."""

    sender: str
    recipient: str
    opaque_id: str
    """Of the delivery: goes out as ENVID and ORCPT where the server offers DSN (RFC 3461)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one transaction, and whether the connection can carry another."""

    receipt: Receipt
    is_over: bool = False


class Session:
    """An open connection; used by one thread at a time."""

    def __init__(self, client: smtplib.SMTP, command_seconds: float) -> None:
        self._client, self._command_seconds = client, command_seconds
        self._answers = cast("BinaryIO", client.file)  # from which it has read the answer to EHLO
        self._pipelines, self._takes_any_script = client.has_extn("pipelining"), client.has_extn("smtputf8")
        self._names_deliveries = client.has_extn("dsn")
        self._half_open = False
        self._errors = self._answers_due = self._put_off = 0
        self._has_carried = False
        self.fell_silent = False
        """Whether a command was not answered in time, on a line that stayed open."""
        self.transactions = 0

    @property
    def socket(self) -> socket:
        """The connection itself."""
        assert self._client.sock is not None  # noqa: S101 - a session is made of an open connection
        return self._client.sock

    @property
    def is_worn_out(self) -> bool:
        """Tell whether so much was refused in a row that a new connection is answered sooner."""
        return self._errors >= MOST_ERRORS

    @property
    def has_asked_ahead(self) -> bool:
        """Tell whether the commands of the message that follows have left: no other may be handed over before it."""
        return self._answers_due > 0

    def transact(self, envelope: Envelope, message: bytes, following: Envelope | None = None) -> Verdict:
        """Hand one message over; raises nothing, for whatever happens has a meaning."""
        self.transactions += 1
        if not self._can_carry(envelope):
            return _refuse_without_smtputf8()
        try:
            refusal = self._ask(envelope)
        except (OSError, smtplib.SMTPException) as error:
            self.fell_silent = isinstance(error, TimeoutError)
            return verdict_of_loss(error)
        verdict = refusal or self._hand_over(message, following)
        self._errors = 0 if verdict.receipt.outcome is Outcome.ACCEPTED else self._errors + (refusal is None)
        return self._with_limit(verdict)

    def close(self, *, politely: bool) -> None:
        """Let go of the connection, with a goodbye that nobody waits long for."""
        try:
            if politely and not self._answers_due:
                self.socket.settimeout(2.0)
                self._client.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self._client.close()

    def _with_limit(self, verdict: Verdict) -> Verdict:
        """End a connection that took mail before and now puts off one after another: it may have had its share.

        Servers word their limits as they word greylisting (450 or 451 at RCPT or the dot); a fresh connection tells.
        """
        outcome = verdict.receipt.outcome
        self._has_carried |= outcome is Outcome.ACCEPTED
        self._put_off = self._put_off + 1 if outcome is Outcome.PUT_OFF else 0
        is_over = verdict.is_over or (self._has_carried and self._put_off > 1)
        return verdict if is_over is verdict.is_over else replace(verdict, is_over=is_over)

    def _can_carry(self, envelope: Envelope) -> bool:
        return self._takes_any_script or envelope.recipient.isascii()

    def _commands(self, envelope: Envelope) -> list[str]:
        mail, rcpt = f"MAIL FROM:<{envelope.sender}>", f"RCPT TO:<{envelope.recipient}>"
        if not envelope.recipient.isascii():
            mail += " SMTPUTF8 BODY=8BITMIME"
        if self._names_deliveries:
            domain = envelope.sender.rpartition("@")[2]
            mail += f" RET=HDRS ENVID={envelope.opaque_id}"
            rcpt += f" NOTIFY=FAILURE ORCPT=rfc822;{envelope.opaque_id}@{domain}"
        return [*(["RSET"] if self._half_open else []), mail, rcpt, "DATA"]

    def _ask(self, envelope: Envelope) -> Verdict | None:
        """Say the commands, in one packet where the server pipelines (RFC 2920); None where it wants the message."""
        self._wait_at_most(self._command_seconds)
        due, self._answers_due = self._answers_due, 0
        replies = self._read_replies(due) if due else self._replies(self._commands(envelope))
        self._errors += sum(reply.verdict in {4, 5} for reply in replies)
        if self._half_open and (replies.pop(0).verdict != 2 or not replies):
            return verdict_of_loss("no answer to RSET")
        self._half_open = False
        mail, rcpt, data = (*replies, *[_UNHEARD] * 3)[:3]
        self._half_open = mail.verdict == 2 and data.code != 354
        if data.code == 354 and rcpt.verdict != 2:
            self._send_nothing()
        if mail.verdict != 2:
            return _verdict_on_sender(mail)
        if rcpt.verdict != 2:
            return _verdict_on_recipient(rcpt, is_over=421 in {reply.code for reply in replies})
        return None if data.code == 354 else _verdict_on_data(data)

    def _replies(self, commands: list[str]) -> list[Reply]:
        """Read one answer a command; fewer where the connection ends."""
        if not self._pipelines:
            return self._run_one_by_one(commands)
        if not self._errors:
            return self._run_together(commands)
        # After a refusal another is likely, and DATA without a recipient would be a second error each time.
        *first, last = commands
        replies = self._run_together(first)
        if len(replies) == len(first) and all(reply.verdict == 2 for reply in replies):
            replies += self._run_together([last])
        return replies

    def _run_together(self, commands: list[str]) -> list[Reply]:
        self.socket.sendall(_lines(commands))
        return self._read_replies(len(commands))

    def _read_replies(self, number: int) -> list[Reply]:
        replies: list[Reply] = []
        try:
            while len(replies) < number:
                replies.append(self._reply())
        except (OSError, smtplib.SMTPException):
            if not replies:
                raise
        return replies

    def _run_one_by_one(self, commands: list[str]) -> list[Reply]:
        replies: list[Reply] = []
        for command in commands:
            if replies and replies[-1].verdict != 2:
                break
            self.socket.sendall(f"{command}\r\n".encode())
            replies.append(self._reply())
        return replies

    def _reply(self) -> Reply:
        """Read one answer, of any number of lines."""
        lines = [line := self._line()]
        while line[3:4] == b"-":
            lines.append(line := self._line())
            if len(lines) > MOST_LINES:
                raise ConnectionResetError(ECONNRESET, "an answer without end")
        return Reply(int(line[:3]) if line[:3].isdigit() else 0, tuple(lines))

    def _line(self) -> bytes:
        """Read one line of an answer, of which the beginning is enough."""
        line = rest = self._answers.readline(LONGEST_LINE)
        for _ in range(MOST_LINES):
            if len(rest) < LONGEST_LINE or rest.endswith(b"\n"):
                break
            rest = self._answers.readline(LONGEST_LINE)
        else:
            raise ConnectionResetError(ECONNRESET, "an answer without end")
        if not line:
            raise ConnectionResetError(ECONNRESET, "the server hung up")
        return line

    def _wait_at_most(self, seconds: float) -> None:
        """Set the patience with the next answer; setting it anew costs a system call."""
        if self.socket.gettimeout() != seconds:
            self.socket.settimeout(seconds)

    def _send_nothing(self) -> None:
        """End a message that nobody is to get; the server must refuse it."""
        self.socket.sendall(b".\r\n")
        self._reply()

    def _hand_over(self, message: bytes, following: Envelope | None) -> Verdict:
        stuffed = message.replace(b"\r\n.", b"\r\n..")
        wire = stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")
        ahead = self._commands(following) if following and self._may_ask_ahead(following) else []
        sent, error = self._send(wire + _lines(ahead) if ahead else wire)
        if error and sent < len(wire):
            return verdict_of_loss(error)
        self._answers_due = len(ahead)
        try:
            self._wait_at_most(ANSWER_SECONDS)
            return _verdict(self._reply(), is_over=error is not None)
        except (OSError, smtplib.SMTPException) as loss:
            words = f"no answer to the final dot: {error_words(loss)}"
            return Verdict(receipt=Receipt(outcome=Outcome.UNKNOWN, detail=words), is_over=True)

    def _may_ask_ahead(self, envelope: Envelope) -> bool:
        """Tell whether a refusal is so unlikely that DATA may go with the rest: as in `_replies`."""
        return self._pipelines and not self._errors and self._can_carry(envelope)

    def _send(self, data: bytes) -> tuple[int, OSError | None]:
        """Send all, or say how much of it left before the connection broke."""
        sent = 0
        try:
            while sent < len(data):
                sent += self.socket.send(memoryview(data)[sent:])
        except OSError as error:
            return sent, error
        return sent, None


def _lines(commands: list[str]) -> bytes:
    return "\r\n".join((*commands, "")).encode()


_UNHEARD = Reply(0, (b"000 no answer",))


def verdict_of_loss(error: Exception | str) -> Verdict:
    """Judge a connection that broke before the whole message had left: surely not taken."""
    words = f"connection lost: {error if isinstance(error, str) else error_words(error)}"
    return Verdict(receipt=Receipt(outcome=Outcome.DEFERRED, detail=words), is_over=True)


def error_words(error: Exception) -> str:
    """Put an error of the network or of SMTP into words, leaving out anything else that it may hold."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return f"{error.smtp_code} {' '.join(said.split())}"[:LONGEST_WORDS]
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the server hung up"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__


def _verdict_on_sender(reply: Reply) -> Verdict:
    """Judge a refusal of MAIL: on a connection that has carried mail it may only mean enough."""
    if reply.verdict == 5:
        words = f"the mail server refuses the sender: {reply.words}"
        return Verdict(receipt=Receipt(outcome=Outcome.STOP, status=reply.code, detail=words), is_over=True)
    return Verdict(receipt=_deferral(reply), is_over=True)


def _verdict_on_recipient(reply: Reply, *, is_over: bool) -> Verdict:
    if reply.code in {503, 530}:
        words = f"the mail server wants something else first: {reply.words}"
        return Verdict(receipt=Receipt(outcome=Outcome.STOP, status=reply.code, detail=words), is_over=True)
    if reply.verdict == 5:
        return Verdict(receipt=_rejection(reply), is_over=is_over)
    # 452: too many recipients (RFC 5321, 4.5.3.1.10), which some count by connection.
    is_over = is_over or reply.code in {0, 452} or reply.verdict != 4
    return Verdict(receipt=_deferral(reply, others_may_go=not is_over), is_over=is_over)


def _verdict_on_data(reply: Reply) -> Verdict:
    if reply.verdict == 5:
        return Verdict(receipt=Receipt(outcome=Outcome.REJECTED, status=reply.code, detail=reply.words))
    return Verdict(receipt=_deferral(reply), is_over=True)


def _verdict(reply: Reply, *, is_over: bool) -> Verdict:
    if reply.verdict == 2:
        receipt = Receipt(outcome=Outcome.ACCEPTED, status=reply.code, provider_id=reply.words[:200])
        return Verdict(receipt=receipt, is_over=is_over)
    if reply.verdict == 4:
        is_over = is_over or reply.code == 421
        return Verdict(receipt=_deferral(reply, others_may_go=not is_over), is_over=is_over)
    if reply.verdict == 5:
        return Verdict(receipt=_rejection(reply), is_over=is_over)
    unknown = Receipt(outcome=Outcome.UNKNOWN, status=reply.code, detail=reply.words)
    return Verdict(receipt=unknown, is_over=True)


def _deferral(reply: Reply, *, others_may_go: bool = False) -> Receipt:
    """Say that it was not taken now; a server that stays on the line may take others meanwhile."""
    outcome = Outcome.PUT_OFF if others_may_go else Outcome.DEFERRED
    return Receipt(outcome=outcome, status=reply.code, detail=reply.words)


def _rejection(reply: Reply) -> Receipt:
    """Blame the recipient where the words do; another refusal may be of the message, and many of those stop."""
    about_recipient = ABOUT_ADDRESS.match(reply.words) or not ENHANCED.match(reply.words)
    refused = ((0, reply.words),) if about_recipient else ()
    return Receipt(outcome=Outcome.REJECTED, status=reply.code, detail=reply.words, refused=refused)


def _refuse_without_smtputf8() -> Verdict:
    words = "5.6.7 the mail server does not offer SMTPUTF8, which this address needs"
    return Verdict(receipt=Receipt(outcome=Outcome.REJECTED, status=553, detail=words, refused=((0, words),)))
