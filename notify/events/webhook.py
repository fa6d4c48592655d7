"""The provider's event webhook: verify over the raw bytes, store durably, answer; understanding comes later."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notify.errors import LedgerError, NotifyError, WebhookRejected
from notify.events import ingest
from notify.ledger import events
from notify.ledger.store import Ledger
from notify.model import Post
from notify.output import say
from notify.providers.base import Webhook

MOST_BYTES = 8 * 1024 * 1024
"""The provider posts up to 768 KB."""
FOLD_SECONDS = 0.5
ALIVE_SECONDS = 5.0

Clock = Callable[[], datetime]
Settle = Callable[[], None]
FAILING = "failing"
"""Called whenever events were understood: settles what they prove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whose posts are taken."""

    webhook: Webhook
    key: str
    """The provider's verification key; an empty one takes unsigned posts."""


@dataclass(slots=True)
class Health:
    """Whether what came in is being understood."""

    cause: str = ""
    """Why not; empty where all is well."""

    def fail(self, cause: str) -> None:
        """Tell the operator, once for each cause."""
        if cause != self.cause:
            say(f"{FAILING}: {cause}")
        self.cause = cause


def serve(ledger: Ledger, gate: Gate, host: str, port: int, settle: Settle, now: Clock) -> None:
    """Serve until stopped.

    Raises ConfigError where the verification key cannot be read.
    """
    if gate.key:
        gate.webhook.check_key(gate.key)
    config = uvicorn.Config(
        application(ledger, gate, settle, now), host=host, port=port, log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    kind = "signed posts only" if gate.key else "unsigned posts"
    say(f"listening on http://{host}:{port}/ ({kind}); Ctrl-C ends it")
    server.run()


def application(ledger: Ledger, gate: Gate, settle: Settle, now: Clock) -> Starlette:
    """Build the web application."""

    async def receive(request: Request) -> Response:
        try:
            post = await _post(request, gate, now)
            await asyncio.to_thread(_store, ledger, post)
        except WebhookRejected:
            return PlainTextResponse("not accepted", status_code=403)
        except LedgerError as error:
            # Not stored, so not acknowledged: the provider comes again.
            say(str(error))
            return PlainTextResponse("try again", status_code=503)
        return Response(status_code=204)

    health = Health()

    async def alive(_request: Request) -> Response:
        # The cause may name files and is for the operator's eyes: it stands on stderr.
        return PlainTextResponse(FAILING, status_code=503) if health.cause else PlainTextResponse("alive")

    @contextlib.asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        tending = asyncio.create_task(_tend(ledger, settle, now, health))
        try:
            yield
        finally:
            tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await tending

    routes = [Route("/{path:path}", receive, methods=["POST"]), Route("/{path:path}", alive, methods=["GET"])]
    return Starlette(routes=routes, lifespan=lifespan)


async def _post(request: Request, gate: Gate, now: Clock) -> Post:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise WebhookRejected("too large")
    signature = gate.webhook.signature_in(request.headers)
    if gate.key and not gate.webhook.is_genuine(gate.key, bytes(body), signature):
        raise WebhookRejected("not signed by the provider")
    return Post(
        received_at=now(),
        source="webhook",
        body=bytes(body),
        timestamp=signature.timestamp,
        signature=signature.signature,
        public_key=gate.key,
        verified=bool(gate.key),
    )


def _store(ledger: Ledger, post: Post) -> None:
    with ledger.write() as tx:
        events.store(tx, post)


async def _tend(ledger: Ledger, settle: Settle, now: Clock, health: Health) -> None:
    """Fold what came in and sign on, for as long as the server is up; a failure is told, and tried again."""
    serving_id = await asyncio.to_thread(_sign_on, ledger, now())
    signed_at = now()
    while True:
        try:
            await asyncio.to_thread(_fold, ledger, settle)
            if (now() - signed_at).total_seconds() >= ALIVE_SECONDS:
                signed_at = now()
                await asyncio.to_thread(_still_here, ledger, serving_id, signed_at)
            health.cause = ""
        except Exception as error:  # noqa: BLE001 - a task that died would look like silence
            health.fail(str(error) if isinstance(error, NotifyError) else repr(error))
        await asyncio.sleep(FOLD_SECONDS)


def _sign_on(ledger: Ledger, at: datetime) -> int:
    with ledger.write() as tx:
        return events.serving_started(tx, at)


def _still_here(ledger: Ledger, serving_id: int, at: datetime) -> None:
    with ledger.write() as tx:
        events.serving_lives(tx, serving_id, at)


def _fold(ledger: Ledger, settle: Settle) -> None:
    if ingest.fold_all(ledger):
        settle()
