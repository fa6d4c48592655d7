"""Reports as mail servers write them, with our message in them."""

from __future__ import annotations

from notify.providers.smtp.reports import MailReport, read_report

OURS = "0123456789ab.7"
COPY = f"From: us@policy.example\nTo: ann@one.example\nSubject: Terms\nMessage-ID: <{OURS}@policy.example>\n\nWords.\n"
HEAD = "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: privacy@policy.example\nSubject: Undelivered\n"


def fields_of(
    action: str = "failed", status: str = "5.1.1", words: str = "smtp; 550 no such user", more: str = ""
) -> str:
    """Give the fields of a delivery report about our message; `more` belong to all its recipients."""
    last = f"Final-Recipient: rfc822; ann@one.example\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {words}\n"
    return f"Reporting-MTA: dns; mx.example\n{more}\n{last}"


def report_of(
    *parts: tuple[str, str], kind: str = "multipart/report; report-type=delivery-status", head: str = HEAD
) -> str:
    """Put a report together of (headers, body)."""
    opened = "".join(f"--edge\nContent-Type: {headers}\n\n{body}\n" for headers, body in parts)
    return f'{head}MIME-Version: 1.0\nContent-Type: {kind}; boundary="edge"\n\n{opened}--edge--\n'


def read(text: str) -> MailReport:
    """Read a report."""
    return read_report(text.encode())


def is_ours(report: MailReport) -> bool:
    """Tell whether the first id that a report names is our message's."""
    return report.ids[:1] == (("0123456789ab", 7),)


STANDARD = report_of(("text/plain", "Sorry."), ("message/delivery-status", fields_of()), ("message/rfc822", COPY))
"""The form of RFC 3464, with our message given back."""
