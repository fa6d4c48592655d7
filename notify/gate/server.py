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
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notify.errors import LedgerError, NotifyError, TokenRefused, WebhookRejected
from notify.gate.decision import Course, Owed, Standing, Start, decide, standing_of
from notify.gate.policies import Policies
from notify.gate.rounds import BusyError, Rounds
from notify.gate.tokens import Claim, Tokens
from notify.ledger import gate_records
from notify.ledger.store import Ledger
from notify.model.gate import Did, GateRecord
from notify.output import say
from notify.web.hosting import Health
from notify.web.intake import Intake

MOST_BYTES = 16 << 10
"""Of a body: fifty records fit."""
MOST_TOGETHER = 4 << 20
BODY_SECONDS = 10.0
MOST_RECORDS = 50
RENEW_SECONDS = 60.0
SAYS = frozenset({Did.SHOWN, Did.DISMISSED, Did.AGREED, Did.REFUSED})
"""What a product may say; where accounts start is imported, or stands in the token."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Clock = Callable[[], datetime]
Handler = Callable[[Request], Awaitable[Response]]


class UnfitError(NotifyError):
    """A body does not say what the gate can write down."""


class TooManyError(NotifyError):
    """An account changes its mind more often than a person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate judges by."""

    ledger: Ledger
    policies: Policies
    tokens: Tokens
    now: Clock

    def read(self, accounts: list[str]) -> list[list[GateRecord]]:
        """Read what some accounts did."""
        with self.ledger.read() as view:
            found = gate_records.of_accounts(view, accounts)
        return [found.get(account, []) for account in accounts]

    def write(self, posts: list[list[GateRecord]]) -> list[bool]:
        """Write down what several posts say, all in one transaction; tells of each whether all of it counts."""
        with self.ledger.write() as tx:
            counts = iter(gate_records.append(tx, [record for post in posts for record in post]))
        return [all([*islice(counts, len(post))]) for post in posts]

    def answer(self, start: Start, records: Sequence[GateRecord]) -> dict[str, Any]:
        """Say what an account is owed, and how it stands with each policy."""
        found = [(course, standing_of(course, start, records)) for course in self.policies.courses]
        moment = self.now()
        owed = [
            each
            for course, standing in found
            for each in decide(course, standing, moment.astimezone(ZoneInfo(course.time_zone)).date())
        ]
        owed.sort(key=lambda each: (each.change.effective_on, each.slug))
        return {"owed": [_owed(each) for each in owed], "policies": [_standing(*each) for each in found]}

    def records(self, body: bytes, account: str) -> list[GateRecord]:
        """Read what a product says that an account did.

        Raises UnfitError.
        """
        try:
            given = json.loads(body)["records"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UnfitError('the body must be JSON: {"records": [...]}') from None
        if not isinstance(given, list) or not 0 < len(given) <= MOST_RECORDS:
            raise UnfitError(f"records must be a list of 1 to {MOST_RECORDS}")
        moment = self.now()
        return [self._record(each, account, moment) for each in given]

    def _record(self, given: Any, account: str, moment: datetime) -> GateRecord:
        if not isinstance(given, dict) or set(given) != {"slug", "version_id", "text_sha256", "did"}:
            raise UnfitError("a record has slug, version_id, text_sha256 and did, and nothing else")
        if not all(isinstance(value, str) for value in given.values()) or given["did"] not in SAYS:
            raise UnfitError(f"did must be one of {', '.join(sorted(SAYS))}")
        course = self.policies.course(given["slug"])
        text = course and course.texts.get(given["version_id"])
        if text is None:
            raise UnfitError("no such version is published: compare slug and version_id with upcoming.json")
        if text != given["text_sha256"]:
            raise UnfitError("text_sha256 is not that of the version as it is published: read upcoming.json again")
        did = Did(given["did"])
        return GateRecord(**{**given, "did": did}, account_id=account, at=moment, how=gate_records.PRODUCT)


def _owed(owed: Owed) -> dict[str, str]:
    change = owed.change
    return {
        "slug": owed.slug,
        "version_id": change.version_id,
        "text_sha256": change.text_sha256,
        "show_as": owed.show_as.value,
        "effective_on": change.effective_on.isoformat(),
    }


def _standing(course: Course, standing: Standing) -> dict[str, str | None]:
    return {"slug": course.slug, "agreed_id": standing.agreed_id, "refused_id": standing.refused_id}


class _Endpoints:
    """What each address of the gate answers."""

    def __init__(self, gate: Gate, health: Health) -> None:
        self._gate, self._health = gate, health
        self._intake = Intake(MOST_TOGETHER, BODY_SECONDS, MOST_BYTES)
        self._reads, self._writes = Rounds(gate.read), Rounds(gate.write)

    async def owed(self, request: Request) -> Response:
        claim = _claim(self._gate, request)
        return _json(self._gate.answer(claim.start, await self._reads.submit(claim.account_id)))

    async def record(self, request: Request) -> Response:
        try:
            claim = _claim(self._gate, request)
        except TokenRefused:
            await self._intake.let_pass(request)
            raise
        records = self._gate.records(await self._intake.body(request), claim.account_id)
        if not await self._writes.submit(records):
            raise TooManyError("this account has answered about that version too often")
        return _json({"recorded": len(records)})

    async def health(self, _request: Request) -> Response:
        # The cause may name files and is for the operator's eyes: it stands on stderr.
        cause = self._health.cause
        return _json({"status": "failing" if cause else "alive"}, 503 if cause else 200)


def application(gate: Gate, origins: Sequence[str], renew_seconds: float = RENEW_SECONDS) -> Starlette:
    """Build the web application; pages of `origins` may ask it."""
    health = Health()
    endpoints = _Endpoints(gate, health)

    @contextlib.asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        tending = asyncio.create_task(_tend(gate.policies, health, renew_seconds))
        try:
            yield
        finally:
            tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await tending

    allowed = Middleware(
        CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"], max_age=3600,
    )  # fmt: skip
    routes = [
        Route("/v1/owed", _answer_refusals(endpoints.owed), methods=["GET"]),
        Route("/v1/records", _answer_refusals(endpoints.record), methods=["POST"]),
        Route("/v1/health", endpoints.health, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=[allowed], lifespan=lifespan)


def _claim(gate: Gate, request: Request) -> Claim:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return gate.tokens.check(token.strip() if kind.lower() == "bearer" else "", gate.now())


def _answer_refusals(handle: Handler) -> Handler:
    """Answer what is refused with its status and its words."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except TokenRefused as refusal:
            return _refusal(str(refusal), 401, {"WWW-Authenticate": "Bearer"})
        except UnfitError as refusal:
            return _refusal(str(refusal), 422)
        except TooManyError as refusal:
            return _refusal(str(refusal), 429)
        except WebhookRejected as refusal:
            # A client that has not sent its whole body is not waited for.
            return _refusal(str(refusal), 408 if refusal.status == 408 else 413, {"Connection": "close"})
        except (BusyError, LedgerError) as error:
            # Not written down, so not acknowledged: the product asks again.
            say(str(error))
            return _refusal("try again", 503, {"Retry-After": "1"})

    return answer


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
