"""For a product's server in Python: tokens for its pages, what an account is owed, what it did.

What it shares with a gate is what gate.v1.openapi.json describes, and no code: `notify` may be a module of yours.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

import jwt
import urllib3
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

__all__ = [
    "Account", "Answered", "Asked", "AsyncGateClient", "Did", "GateClient", "GateError", "ShowAs", "SigningKey",
    "Start", "mint", "read_signing_key",
]  # fmt: skip

AUDIENCE = "policy-gate"
SHORTEST_SECRET = 32
"""Bytes, as RFC 7518 asks for with HS256."""
LIFE = timedelta(minutes=10)
MOST_BYTES = 1 << 20
MOST_AT_ONCE = 10
MOST_IN_A_BODY = 25
"""Half of what a gate takes at once: its bound in bytes holds for long names too."""

T = TypeVar("T")

Clock = Callable[[], datetime]
SigningKey = bytes | Ed25519PrivateKey


def _clock() -> datetime:
    return datetime.now(UTC)


class GateError(Exception):
    """The gate did not answer, or refused; `status` is 0 where it could not be reached."""

    def __init__(self, words: str, status: int = 0) -> None:
        super().__init__(words)
        self.status = status


class Did(StrEnum):
    """What an account did about a version."""

    SHOWN = "shown"
    DISMISSED = "dismissed"
    AGREED = "agreed"
    REFUSED = "refused"


class ShowAs(StrEnum):
    """How a change is put before an account."""

    NOTICE = "notice"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What an account saw when it signed up."""

    signed_up: date | None = None
    seen: Mapping[str, str] | None = None
    """By policy: the version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A change that an account still has to be shown or asked about."""

    slug: str
    version_id: str
    text_sha256: str
    """Of the text in the policy's own language."""
    texts: Mapping[str, str]
    """By language: the SHA-256 of the text in it."""
    show_as: ShowAs
    effective_on: date

    def text_in(self, language: str) -> str:
        """Give the SHA-256 of what is read in a language; of the policy's own, where the text is not in that."""
        near = (each for each in self.texts if _base(each) == _base(language))
        return self.texts.get(language) or self.texts.get(next(near, ""), self.text_sha256)


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an account has answered about one policy."""

    slug: str
    agreed_id: str | None
    """The newest version that it agreed to, and did not refuse since."""
    refused_id: str | None
    """The newest that it refused, and did not agree to since; what follows from that is the product's to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How an account stands."""

    owed: tuple[Asked, ...]
    refused: tuple[Asked, ...]
    """The questions that it answered with a no: of these a later yes is kept."""
    policies: tuple[Answered, ...]

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Give what it must agree to or refuse."""
        return tuple(each for each in self.owed if each.show_as is ShowAs.QUESTION)

    @property
    def notices(self) -> tuple[Asked, ...]:
        """Give what it is only told: whoever closes it has agreed to nothing."""
        return tuple(each for each in self.owed if each.show_as is ShowAs.NOTICE)

    @property
    def must_answer(self) -> bool:
        """Tell whether it has a question to answer."""
        return bool(self.questions)


class GateClient:
    """Speaks to a gate; safe to use from several threads.

    `key` is the gate's secret (of several with spaces between, the first signs), or the PEM of the Ed25519 private key
    whose public half the gate has. Raises GateError where it is neither.
    """

    def __init__(
        self, address: str, key: str, *, life: timedelta = LIFE, timeout: float = 5.0, now: Clock = _clock
    ) -> None:
        self._key = read_signing_key(key)
        self._address, self._life, self._now = address.rstrip("/"), life, now
        self._pool = urllib3.PoolManager(maxsize=MOST_AT_ONCE, retries=False, timeout=urllib3.Timeout(total=timeout))

    def token(self, account_id: str, start: Start | None = None) -> str:
        """Make a token for the account that is signed in: the banner's `token`."""
        return mint(account_id, self._key, self._now(), self._life, start)

    def account(self, account_id: str, start: Start | None = None) -> Account:
        """Ask how an account stands.

        Raises GateError.
        """
        body = self._ask("GET", "/v1/owed", account_id, start)
        try:
            return Account(
                owed=tuple(_read_asked(each) for each in body["owed"]),
                refused=tuple(_read_asked(each) for each in body["refused"]),
                policies=tuple(_read_answered(each) for each in body["policies"]),
            )
        except (KeyError, TypeError, ValueError):
            raise GateError(f"{self._address}: what answers there is no gate, or one of another release", 200) from None

    def record(self, account_id: str, did: Did, changes: Sequence[Asked], language: str = "") -> None:
        """Have the gate keep what an account did; it is kept for good once this returns.

        `language` is that of the page on which it did: what is kept is the text in that language, where there is one.
        Many changes are sent in parts. After a GateError some may be kept; to say all of them again does no harm.

        Raises GateError.
        """
        records = [
            {"slug": each.slug, "version_id": each.version_id, "text_sha256": each.text_in(language), "did": did}
            for each in changes
        ]
        for start in range(0, len(records), MOST_IN_A_BODY):
            part = records[start : start + MOST_IN_A_BODY]
            self._ask("POST", "/v1/records", account_id, None, {"records": part})

    def _ask(self, method: str, path: str, account_id: str, start: Start | None, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token(account_id, start)}", "Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body).encode()
        say = partial(self._pool.request, method, self._address + path, body=sent, headers=headers, redirect=False)
        try:
            try:
                answer = say()
            except urllib3.exceptions.ProtocolError:
                answer = say()  # the gate closed a connection that was kept; what is said twice is kept once
        except urllib3.exceptions.HTTPError as error:
            raise GateError(f"{self._address}: the gate does not answer ({type(error).__name__})") from None
        found = _read_answer(answer.data[:MOST_BYTES])
        if answer.status == 200 and "error" not in found:
            return found
        words = found.get("error") or "nothing that a gate would say; see what stands at that address, and before it"
        raise GateError(f"{self._address}: the gate answered {answer.status}: {words}", answer.status)


def _read_answer(content: bytes) -> dict[str, Any]:
    """Read what the gate answered; a proxy before it, or a gate that is full, may answer otherwise."""
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"error": content.decode(errors="replace").strip()[:80]}


def _read_asked(found: dict[str, Any]) -> Asked:
    day, how = date.fromisoformat(found["effective_on"]), ShowAs(found["show_as"])
    return Asked(
        slug=found["slug"],
        version_id=found["version_id"],
        text_sha256=found["text_sha256"],
        texts=dict(found.get("texts", {})),
        show_as=how,
        effective_on=day,
    )


def _read_answered(found: dict[str, str | None]) -> Answered:
    return Answered(slug=str(found["slug"]), agreed_id=found["agreed_id"], refused_id=found["refused_id"])


class AsyncGateClient:
    """The same for a server that runs in an event loop; each question waits in a thread.

    The threads are its own: a gate that hangs leaves those of the loop to others.
    """

    def __init__(
        self, address: str, key: str, *, life: timedelta = LIFE, timeout: float = 5.0, now: Clock = _clock
    ) -> None:
        self._client = GateClient(address, key, life=life, timeout=timeout, now=now)
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="gate")
        self.token = self._client.token

    async def account(self, account_id: str, start: Start | None = None) -> Account:
        """Ask how an account stands.

        Raises GateError.
        """
        return await self._wait(partial(self._client.account, account_id, start))

    async def record(self, account_id: str, did: Did, changes: Sequence[Asked], language: str = "") -> None:
        """Have the gate keep what an account did.

        Raises GateError.
        """
        await self._wait(partial(self._client.record, account_id, did, changes, language))

    async def _wait(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def mint(account_id: str, key: SigningKey, now: datetime, life: timedelta, start: Start | None = None) -> str:
    """Make a token for one account."""
    issued = int(now.timestamp())
    body: dict[str, Any] = {"sub": account_id, "aud": AUDIENCE, "iat": issued}
    body["exp"] = issued + int(life.total_seconds())
    if start and start.signed_up:
        body["signed_up"] = start.signed_up.isoformat()
    if start and start.seen:
        body["seen"] = dict(start.seen)
    return jwt.encode(body, key, algorithm="HS256" if isinstance(key, bytes) else "EdDSA")


def read_signing_key(words: str) -> SigningKey:
    """Read what a product signs with: the gate's secret, the first where it has several, or an Ed25519 key as PEM.

    Raises GateError where it cannot be used.
    """
    if "-----BEGIN" in words:
        try:
            key = load_pem_private_key(words.encode(), None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if isinstance(key, Ed25519PrivateKey):
            return key
        raise GateError(
            "the signing key is not an Ed25519 key without a password; `openssl genpkey -algorithm ed25519` makes one"
        )
    secret = next(iter(words.split()), "").encode()
    if len(secret) < SHORTEST_SECRET:
        raise GateError(
            f"the secret that signs tokens is shorter than {SHORTEST_SECRET} bytes: give the "
            f"product POLICY_NOTIFY_GATE_SECRET as the gate has it"
        )
    return secret
