"""The gate as a web application: who is owed what, and what was done about it, acknowledged once it is durable."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from notify.errors import LedgerError, NotifyError, TokenRefused, WebhookRejected
from notify.gate.answers import Answers
from notify.gate.policies import Policies
from notify.gate.reading import read_once
from notify.gate.rounds import BusyError, Rounds
from notify.gate.tokens import Tokens
from notify.ledger.chain import gate_records
from notify.ledger.chain.gate_seals import seal_answers
from notify.ledger.database.store import Ledger
from notify.model.gate import Act, Did, GateRecord, product_in
from notify.output import say
from notify.web.hosting import Health, keep_running
from notify.web.intake import TOO_LARGE, TOO_SLOW, Intake

MOST_BYTES = 16 << 10
"""Of a body: fifty records fit."""
MOST_TOGETHER = 4 << 20
BODY_SECONDS = 10.0
MOST_RECORDS = 50
RENEW_SECONDS = 60.0
SEAL_SECONDS = 3600.0
"""An answer is under the chain of decisions after so long at the latest, or once the gate stops."""
SAYS = frozenset({Did.SHOWN, Did.DISMISSED, Did.AGREED, Did.REFUSED})
"""What a product may say; where accounts start is imported, or stands in the token."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
OWED = "/v1/owed"
OWED_HEAD = [*((n.lower().encode(), v.encode()) for n, v in HEADERS.items()), (b"content-type", b"application/json")]

Clock = Callable[[], datetime]
Handler = Callable[[Request], Awaitable[Response]]


class UnfitError(NotifyError):
    """A body does not say what the gate can write down."""


class OtherTextError(NotifyError):
    """What an account is said to have seen is not what is published."""


class TooManyError(NotifyError):
    """An account changes its mind more often than a person does."""


REFUSED = (TokenRefused, UnfitError, OtherTextError, TooManyError, WebhookRejected, BusyError, LedgerError)
"""What is answered with a status and words; all else is a fault of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate judges by."""

    ledger: Ledger
    policies: Policies
    tokens: Tokens
    now: Clock

    def read(self, accounts: list[str]) -> list[list[Act]]:
        """Read what some accounts did."""
        with self.ledger.read() as view:
            found = gate_records.acts_of_accounts(view, accounts)
        return [found.get(account, []) for account in accounts]

    def write(self, posts: list[list[GateRecord]]) -> list[bool]:
        """Write down what several posts say, all in one transaction; tells of each whether all of it counts."""
        with self.ledger.write() as tx:
            counts = iter(gate_records.append(tx, [record for post in posts for record in post]))
        return [all([*islice(counts, len(post))]) for post in posts]

    def seal(self) -> None:
        """Put what was recorded under the chain of decisions; a failure is reported, and tried again the next time."""
        try:
            seal_answers(self.ledger, self.now())
        except LedgerError as error:
            say(str(error))

    def records(self, body: bytes, account: str) -> list[GateRecord]:
        """Read what a product says that an account did.

        Raises UnfitError, OtherTextError.
        """
        try:
            ((name, given),) = read_once(body).items()
        except (ValueError, AttributeError, RecursionError):
            name = given = None
        if name != "records":
            raise UnfitError('the body must be JSON, with each name once, and nothing else: {"records": [...]}')
        if not isinstance(given, list) or not 0 < len(given) <= MOST_RECORDS:
            raise UnfitError(f"records must be a list of 1 to {MOST_RECORDS}")
        moment = self.now()
        return [self._record(each, account, moment) for each in given]

    def _record(self, given: Any, account: str, moment: datetime) -> GateRecord:
        if not isinstance(given, dict) or set(given) != {"slug", "version_id", "text_sha256", "did"}:
            raise UnfitError("a record has slug, version_id, text_sha256 and did, and nothing else")
        if not all(isinstance(value, str) for value in given.values()):
            raise UnfitError("slug, version_id, text_sha256 and did must be text")
        if given["did"] not in SAYS:
            raise UnfitError(f"did must be one of {', '.join(sorted(SAYS))}")
        course = self.policies.course(given["slug"])
        texts = course.texts.get(given["version_id"]) if course else None
        if texts is None:
            raise OtherTextError("no such version is published: compare slug and version_id with upcoming.json")
        language = texts.get(given["text_sha256"])
        if language is None:
            raise OtherTextError(
                "text_sha256 is not that of the version as it is published, in any language: read upcoming.json again"
            )
        did = Did(given["did"])
        return GateRecord(**{**given, "did": did}, account_id=account, at=moment, how=product_in(language))


class Decisions:
    """Answers who is owed what: most of what a gate does, and so without what the other addresses share.

    Where the ledger is a file, its answer is there sooner than a thread would be.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate, self._answers = gate, Answers(gate.policies)
        self._lookup = gate.ledger.lookup(gate_records.ACTS_OF_ONE)
        self._reads = Rounds(gate.read)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await self.answer(_token(scope))
        except REFUSED as error:
            await _refusal_of(error)(scope, receive, send)
            return
        length = b"%d" % len(body)
        await send({"type": "http.response.start", "status": 200, "headers": [*OWED_HEAD, (b"content-length", length)]})
        await send({"type": "http.response.body", "body": body})

    async def answer(self, token: str) -> bytes:
        """Answer whoever a token names.

        Raises TokenRefused, LedgerError, BusyError.
        """
        moment = self._gate.now()
        claim = self._gate.tokens.check(token, moment)
        account = claim.account_id
        acts = self._lookup(account) if self._lookup else await self._reads.submit(account)
        return self._answers.answer(claim.start, tuple(acts), moment)


class _Endpoints:
    """What each address of the gate answers."""

    def __init__(self, gate: Gate, health: Health) -> None:
        self._gate, self._health = gate, health
        self.intake = Intake(MOST_TOGETHER, BODY_SECONDS, MOST_BYTES)
        self._writes = Rounds(gate.write)

    async def record(self, request: Request) -> Response:
        claim = self._gate.tokens.check(_token(request.scope), self._gate.now())
        records = self._gate.records(await self.intake.body(request), claim.account_id)
        if not await self._writes.submit(records):
            raise TooManyError("this account has answered about that version too often")
        return _json({"recorded": len(records)})

    async def health(self, _request: Request) -> Response:
        # The cause may name files and is for the operator's eyes: it stands on stderr.
        cause = self._health.cause
        return _json({"status": "failing" if cause else "alive"}, 503 if cause else 200)


def application(gate: Gate, origins: Sequence[str], renew_seconds: float = RENEW_SECONDS) -> ASGIApp:
    """Build the web application; pages of `origins` may ask it."""
    health = Health()
    endpoints = _Endpoints(gate, health)

    @contextlib.asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        try:
            async with keep_running(_tend(gate.policies, health, renew_seconds), _seal_hourly(gate)):
                yield
        finally:
            await asyncio.to_thread(gate.seal)

    decisions = Decisions(gate)
    routes = [
        Route(OWED, decisions, methods=["GET"]),
        Route("/v1/records", _answer_refusals(endpoints.record, endpoints.intake), methods=["POST"]),
        Route("/v1/health", endpoints.health, methods=["GET"]),
    ]
    others = Starlette(routes=routes, lifespan=lifespan)
    others.router.redirect_slashes = False  # behind a proxy it would lead away from TLS, and the token with it

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        is_decision = scope["type"] == "http" and scope["path"] == OWED and scope["method"] == "GET"
        await (decisions if is_decision else others)(scope, receive, send)

    return CORSMiddleware(
        choose, allow_origins=list(origins), allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"], max_age=3600,
    )  # fmt: skip


def _token(scope: Scope) -> str:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(given) != 1:
        return ""  # of two, a proxy may have looked at the other
    kind, _, token = given[0].decode("latin-1").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _answer_refusals(handle: Handler, intake: Intake) -> Handler:
    """Answer what is refused with its status and its words."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except REFUSED as error:
            return intake.before_the_rest(_refusal_of(error), request)

    return answer


def _refusal_of(error: NotifyError) -> Response:
    match error:
        case TokenRefused():
            return _refusal(str(error), 401, {"WWW-Authenticate": "Bearer"})
        case UnfitError():
            return _refusal(str(error), 422)
        case OtherTextError():
            return _refusal(str(error), 409)
        case TooManyError():
            return _refusal(str(error), 429)
        case WebhookRejected():
            return _refusal(str(error), TOO_SLOW if error.status == TOO_SLOW else TOO_LARGE, {"Connection": "close"})
    # Not written down, so not acknowledged: the product asks again.
    say(str(error))
    return _refusal("try again", 503, {"Retry-After": "1"})


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = json.dumps(body, separators=(",", ":")).encode()
    return Response(content, status, HEADERS | (headers or {}), "application/json")


def _refusal(words: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return _json({"error": words}, status, headers)


async def _tend(policies: Policies, health: Health, seconds: float) -> None:
    """Read the manifests again every so often, or at once on SIGHUP; a failure is reported, and tried again."""
    asked = asyncio.Event()
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # only a main thread hears signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked.set)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), seconds)
        asked.clear()
        try:
            await asyncio.to_thread(policies.renew)
            health.cause = ""
        except Exception as error:  # noqa: BLE001 - a task that died would silently leave the gate with old policies
            health.fail(str(error) if isinstance(error, NotifyError) else repr(error))


async def _seal_hourly(gate: Gate) -> None:
    while True:
        await asyncio.to_thread(gate.seal)
        await asyncio.sleep(SEAL_SECONDS)
