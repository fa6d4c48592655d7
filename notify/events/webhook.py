"""The provider's event webhook: verify over the raw bytes, store durably, answer; understanding comes later."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notify.errors import LedgerError, NotifyError, WebhookRejected
from notify.events import ingest
from notify.ledger import events
from notify.ledger.store import Ledger, nobody_sends
from notify.model import Post
from notify.output import say
from notify.providers.sendgrid.events import SIGNATURE, TIMESTAMP, check_key, is_genuine
from notify.send.run import settle_quietly
from notify.send.settle import Patience

MOST_BYTES = 8 * 1024 * 1024
"""The provider posts up to 768 KB."""
FOLD_SECONDS = 0.5
ALIVE_SECONDS = 5.0

Clock = Callable[[], datetime]


def serve(ledger: Ledger, public_key: str, host: str, port: int, patience: Patience, now: Clock) -> None:
    """Serve until stopped."""
    if public_key:
        check_key(public_key)
    config = uvicorn.Config(
        application(ledger, public_key, patience, now), host=host, port=port, log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    kind = "signed posts only" if public_key else "unsigned posts"
    say(f"listening on http://{host}:{port}/ ({kind}); Ctrl-C ends it")
    server.run()


def application(ledger: Ledger, public_key: str, patience: Patience, now: Clock) -> Starlette:
    """Build the web application; an empty key takes unsigned posts."""

    async def receive(request: Request) -> Response:
        try:
            post = await _post(request, public_key, now)
            await asyncio.to_thread(_store, ledger, post)
        except WebhookRejected:
            return PlainTextResponse("not accepted", status_code=403)
        except LedgerError as error:
            # Not stored, so not acknowledged: the provider comes again.
            say(str(error))
            return PlainTextResponse("try again", status_code=503)
        return Response(status_code=204)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("alive")

    @contextlib.asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        tending = asyncio.create_task(_tend(ledger, patience, now))
        try:
            yield
        finally:
            tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await tending

    routes = [Route("/{path:path}", receive, methods=["POST"]), Route("/{path:path}", alive, methods=["GET"])]
    return Starlette(routes=routes, lifespan=lifespan)


async def _post(request: Request, public_key: str, now: Clock) -> Post:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise WebhookRejected("too large")
    signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
    if public_key and not is_genuine(public_key, bytes(body), signature, timestamp):
        raise WebhookRejected("not signed by the provider")
    return Post(
        received_at=now(),
        source="webhook",
        body=bytes(body),
        timestamp=timestamp,
        signature=signature,
        public_key=public_key,
        verified=bool(public_key),
    )


def _store(ledger: Ledger, post: Post) -> None:
    with ledger.write() as tx:
        events.store(tx, post)


async def _tend(ledger: Ledger, patience: Patience, now: Clock) -> None:
    """Fold what came in and sign on, for as long as the server is up."""
    serving_id = await asyncio.to_thread(_sign_on, ledger, now())
    signed_at = now()
    while True:
        try:
            await asyncio.to_thread(_fold, ledger, patience, now)
            if (now() - signed_at).total_seconds() >= ALIVE_SECONDS:
                signed_at = now()
                await asyncio.to_thread(_still_here, ledger, serving_id, signed_at)
        except NotifyError as error:
            say(str(error))
        await asyncio.sleep(FOLD_SECONDS)


def _sign_on(ledger: Ledger, at: datetime) -> int:
    with ledger.write() as tx:
        return events.serving_started(tx, at)


def _still_here(ledger: Ledger, serving_id: int, at: datetime) -> None:
    with ledger.write() as tx:
        events.serving_lives(tx, serving_id, at)


def _fold(ledger: Ledger, patience: Patience, now: Clock) -> None:
    if ingest.fold_all(ledger):
        with nobody_sends(ledger) as alone:
            settle_quietly(ledger, now(), patience, nobody_sends=alone)
