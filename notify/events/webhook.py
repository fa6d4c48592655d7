"""The provider's event webhook: verify over the raw bytes, store durably, answer; understanding comes later."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from notify.errors import LedgerError, NotifyError, WebhookRejected
from notify.events import ingest
from notify.events.keeping import Keeper
from notify.ledger.database.store import Ledger
from notify.ledger.reports import listening
from notify.model.event import Post
from notify.output import say
from notify.providers.base import Webhook
from notify.web.hosting import Health, host_application, keep_running
from notify.web.intake import TOO_LARGE, Intake

FOLD_SECONDS = 0.5
ALIVE_SECONDS = 5.0

Clock = Callable[[], datetime]
Settle = Callable[[], object]
"""Called whenever events were understood: settles what they prove."""
FAILING = "failing"
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer with words of ours carries."""
KEPT = Response(status_code=204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whose posts are taken."""

    webhook: Webhook
    key: str
    """The provider's verification key; an empty one takes unsigned posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that can be read while posts are received."""

    path: str
    media_type: str
    content: Callable[[], bytes]
    """Called in a thread of its own."""
    token: str = field(default="", repr=False)
    """Who reads it gives this: as a bearer, or as the password that a browser asks for. Empty: everybody may."""


def serve(
    ledger: Ledger,
    verification: Verification,
    host: str,
    port: int,
    settle: Settle,
    now: Clock,
    pages: Sequence[Page] = (),
) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises ConfigError where the verification key cannot be read, or the address cannot be listened on.
    """
    if verification.key:
        verification.webhook.check_key(verification.key)
    kind = "signed posts only" if verification.key else "unsigned posts"
    host_application(application(ledger, verification, settle, now, pages), host, port, kind)
    say("stopped; what came in is stored")


class _Endpoints:
    """What the provider, and whatever watches the server, are answered."""

    def __init__(self, verification: Verification, keeper: Keeper, intake: Intake, now: Clock, health: Health) -> None:
        self._verification, self._keeper, self._intake = verification, keeper, intake
        self._now, self._health = now, health

    async def receive(self, request: Request) -> Response:
        try:
            await self._keeper.keep(await _post(request, self._verification, self._now, self._intake))
        except WebhookRejected as refusal:
            words = "too large" if refusal.status == TOO_LARGE else "not accepted"
            answer = PlainTextResponse(words, status_code=refusal.status, headers={"Connection": "close"})
            return self._intake.before_the_rest(answer, request)
        except LedgerError as error:
            # Not stored, so not acknowledged: the provider tries again.
            say(str(error))
            return PlainTextResponse("try again", status_code=503)
        return KEPT

    async def health(self, _request: Request) -> Response:
        # The cause may name files and is for the operator's eyes: it stands on stderr.
        return PlainTextResponse(FAILING, status_code=503) if self._health.cause else PlainTextResponse("alive")


def application(
    ledger: Ledger,
    verification: Verification,
    settle: Settle,
    now: Clock,
    pages: Sequence[Page] = (),
    intake: Intake | None = None,
) -> ASGIApp:
    """Build the web application."""
    keeper, health = Keeper(ledger), Health()
    endpoints = _Endpoints(verification, keeper, intake or Intake(), now, health)

    @contextlib.asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        async with keep_running(_tend(ledger, settle, now, health), keeper.write_down()):
            yield

    routes = [
        *page_routes(pages),
        Route("/{path:path}", endpoints.receive, methods=["POST"]),
        Route("/{path:path}", endpoints.health, methods=["GET"]),
    ]
    return _straight_to(endpoints.receive, Starlette(routes=routes, lifespan=lifespan))


def _straight_to(receive_post: Callable[[Request], Awaitable[Response]], routed: ASGIApp) -> ASGIApp:
    """Spare posts, whatever their address, the way through routes and middleware: to keep one takes no longer."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            response = await receive_post(Request(scope, receive, send))
            await response(scope, receive, send)
        else:
            await routed(scope, receive, send)

    return answer


def page_routes(pages: Sequence[Page]) -> list[Route]:
    """Give each page its address."""
    return [Route(page.path, _reader(page), methods=["GET"]) for page in pages]


def _reader(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def read(request: Request) -> Response:
        if page.token and not _may_read(request, page.token):
            asks = {"WWW-Authenticate": 'Basic realm="policy-notify", charset="UTF-8"'}
            return PlainTextResponse("a token is required", status_code=401, headers=SAFE | asks)
        try:
            content = await asyncio.to_thread(page.content)
        except NotifyError as error:
            say(str(error))
            return PlainTextResponse(FAILING, status_code=503, headers=SAFE)
        return Response(content, media_type=page.media_type, headers=SAFE)

    return read


def _may_read(request: Request, token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except ValueError:
            return False
    return kind.lower() in {"basic", "bearer"} and hmac.compare_digest(given.encode(), token.encode())


async def _post(request: Request, verification: Verification, now: Clock, intake: Intake) -> Post:
    signature = verification.webhook.signature_in(request.headers)
    if verification.key and not (signature.signature and signature.timestamp):
        raise WebhookRejected("not signed by anybody")
    body = await intake.body(request)
    if verification.key and not verification.webhook.is_genuine(verification.key, body, signature):
        raise WebhookRejected("not signed by the provider")
    return Post(
        received_at=now(),
        source="webhook",
        body=body,
        timestamp=signature.timestamp,
        signature=signature.signature,
        public_key=verification.key,
        verified=bool(verification.key),
    )


async def _tend(ledger: Ledger, settle: Settle, now: Clock, health: Health) -> None:
    """Fold what came in and sign on, for as long as the server is up; a failure is reported, and tried again."""
    serving_id = await asyncio.to_thread(_sign_on, ledger, now())
    signed_at = now()
    while True:
        try:
            await asyncio.to_thread(_fold, ledger, settle)
            if (now() - signed_at).total_seconds() >= ALIVE_SECONDS:
                signed_at = now()
                await asyncio.to_thread(_note_alive, ledger, serving_id, signed_at)
            health.cause = ""
        except Exception as error:  # noqa: BLE001 - a task that died would look like silence
            health.fail(str(error) if isinstance(error, NotifyError) else repr(error))
        await asyncio.sleep(FOLD_SECONDS)


def _sign_on(ledger: Ledger, at: datetime) -> int:
    with ledger.write() as tx:
        return listening.start_serving(tx, at)


def _note_alive(ledger: Ledger, serving_id: int, at: datetime) -> None:
    with ledger.write() as tx:
        listening.keep_serving(tx, serving_id, at)


def _fold(ledger: Ledger, settle: Settle) -> None:
    if ingest.fold_all(ledger):
        settle()
