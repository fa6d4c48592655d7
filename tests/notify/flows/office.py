"""A desk with two policies on it that change on one day."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.notify.conftest import Answer, Desk
from tests.notify.mail_server import mail_server
from tests.notify.published_site import PublishedSite

PEOPLE = """account_id,email,name,language,created_on,last_version
both,both@mail.example,Ann,en,2024-01-01,
older,older@mail.example,Bob,en,2024-01-01,privacy=2025-03-10 terms=2024-05-01
privacy,privacy@mail.example,Cleo,en,2024-01-01,terms=2027-01-02
terms,terms@mail.example,Dan,en,2024-01-01,privacy=2027-01-02
neither,neither@mail.example,Eve,en,2027-01-03,
"""

JOINED = "privacy+terms"


class Office(Desk):
    """A desk with two policies on it."""

    terms: PublishedSite

    @classmethod
    def of(cls, desk: Desk) -> Office:
        """Put the second policy on a desk."""
        desk.__class__ = cls
        assert isinstance(desk, Office)
        return desk.lay_out()

    def lay_out(self) -> Office:
        """Publish terms beside the privacy policy; they ask for consent, and less time."""
        self.terms = PublishedSite(
            self.folder / "site", slug="terms", title="Terms of service", change_class="material+consent",
            summary_html="<p>Disputes go to the courts of Dublin.</p>",
        )  # fmt: skip
        self.terms.notices = [self.terms.rule("contract", ["*"], 14) | {"consent": True}]
        self.terms.write()
        self.accounts.write_text(PEOPLE, encoding="utf-8")
        return self

    def manifests(self, *sites: PublishedSite) -> list[str]:
        """Give the options that name both manifests, or these."""
        return [word for site in sites or (self.site, self.terms) for word in ("--manifest", str(site.manifest))]

    def plan(self, *more: str) -> Answer:
        """Plan for both."""
        return self.run("plan", *self.manifests(), "--accounts", str(self.accounts), *self.day, *more)

    def freeze_of(self, *sites: PublishedSite, more: tuple[str, ...] = ()) -> Answer:
        """Freeze for both, or for these."""
        audience = [*self.manifests(*sites), "--accounts", str(self.accounts), *self.day]
        return self.run("freeze", "--ledger", self.url, *audience, "--json", *more)

    def counts(self) -> dict[str, int]:
        """Say how many are in each notice, by the policies that it tells of."""
        return {names_of(one): one["count"] for one in self.freeze_of().body["notices"]}

    def ids(self) -> dict[str, str]:
        """Give the notices of the ledger by the policies that they tell of."""
        return {names_of(one): one["notice"] for one in self.freeze_of().body["notices"]}

    def send_notice(self, notice: str, confirm: int, *more: str) -> Answer:
        """Send one notice to the outbox."""
        words = ("send", notice, "--ledger", self.url, "--confirm", str(confirm), "--yes", "--json", *self.day)
        return self.run(*words, *more)

    def send_all(self, *more: str) -> None:
        """Send whatever is frozen for somebody."""
        for one in self.freeze_of().body["notices"]:
            if one["count"]:
                answer = self.send_notice(one["notice"], one["count"], *more)
                assert answer.code == 0, answer.err

    def mail_all(self) -> None:
        """Send it by a mail server on this machine, so that it counts as told."""
        with mail_server() as options:
            self.send_all(*options)

    def mails(self) -> dict[str, list[EmailMessage]]:
        """Read what was sent, by the name before the address's sign."""
        found: dict[str, list[EmailMessage]] = {}
        for file in self.messages():
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.setdefault(str(message["to"]).partition("@")[0], []).append(message)
        return found

    def subjects(self) -> dict[str, list[str]]:
        """Give the subjects of what was sent."""
        return {name: [str(mail["subject"]) for mail in mails] for name, mails in self.mails().items()}

    def due(self) -> list[dict[str, Any]]:
        """List what is due of both."""
        answer = self.run("due", *self.manifests(), "--ledger", self.url, "--json", *self.day)
        found: list[dict[str, Any]] = answer.body["due"]
        return found


def names_of(notice: dict[str, object]) -> str:
    told = notice.get("tells_of")
    assert told is None or isinstance(told, list)
    return "+".join(each["policy"] for each in told) if told else str(notice["policy"])


def body_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
