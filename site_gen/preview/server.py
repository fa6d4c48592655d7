"""Serves a folder of pages on this machine alone: as they are, or with what the preview adds to them."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable
from http import HTTPStatus
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from site_gen import program
from site_gen.errors import OutputError

if TYPE_CHECKING:
    from site_gen.preview.draft_site import Draft

ADDRESS = "127.0.0.1"
_LONGEST_WAIT = 25.0
"""Seconds after which a page that waits for the next state asks again."""
_KINDS = {
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".link": "application/link-format",
    ".xml": "application/atom+xml",
}
_NO_PAGES = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Preview</title></head>
<body><p>There are no pages yet.</p></body></html>
"""
Decorate = Callable[[str, str, "Draft"], str]
"""Puts the preview's own part into a page, given its address and the state of the draft."""


class PageHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files as a careful host would."""

    def guess_type(self, path: str | PathLike[str]) -> str:
        """Name a file's kind; the system may know none for some of ours."""
        return _KINDS.get(Path(path).suffix) or super().guess_type(path)

    def end_headers(self) -> None:
        """Add what keeps a preview fresh and a browser from guessing."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Say nothing: the address is all that matters."""


class Desk:
    """Hands the newest state of the draft to the pages that wait for it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._changed = threading.Condition()

    def put(self, draft: Draft) -> None:
        """Take the next state, and wake the pages that wait for it."""
        with self._changed:
            self._draft = draft
            self._changed.notify_all()

    def newest(self) -> Draft:
        """Return the newest state."""
        with self._changed:
            return self._draft

    def has_newer(self, number: int, *, within: float) -> bool:
        """Wait for a state after that one; False where none came within that many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._draft.number != number, within)


class PreviewHandler(PageHandler):
    """Serves the pages of a draft, each with its panel."""

    def __init__(self, *arguments: object, desk: Desk, decorate: Decorate, **others: object) -> None:
        self._desk, self._decorate = desk, decorate
        super().__init__(*arguments, **others)  # type: ignore[arg-type]  # the library's own

    def do_GET(self) -> None:
        """Answer for a page, for one of the preview's own files, or for one that waits for the next state."""
        address = urlsplit(self.path)
        if not self._is_asked_here():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif address.path == "/.preview/after":
            self._wait(parse_qs(address.query).get("number", [""])[0])
        elif address.path.startswith("/.preview/"):
            self._send_own(address.path.removeprefix("/.preview/"))
        else:
            self._send_page(address.path)

    def _is_asked_here(self) -> bool:
        """Whether the request names this machine: another site's page may have its own name lead here."""
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        return host in {ADDRESS, "localhost"}

    def _wait(self, number: str) -> None:
        is_newer = not number.isdecimal() or self._desk.has_newer(int(number), within=_LONGEST_WAIT)
        self.send_response(HTTPStatus.OK if is_newer else HTTPStatus.NO_CONTENT)
        if is_newer:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_own(self, name: str) -> None:
        own = program.templates() / "preview"
        if name not in {"preview.css", "preview.js"}:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self._send(HTTPStatus.OK, self.guess_type(name), (own / name).read_bytes())

    def _send_page(self, path: str) -> None:
        file = Path(self.translate_path(path))
        if file.is_dir() and path.endswith("/"):
            file /= "index.html"
        draft = self._desk.newest()
        if path == "/" and not file.is_file():
            page, status = _NO_PAGES, HTTPStatus.SERVICE_UNAVAILABLE
        elif file.suffix != ".html" or not file.is_file():
            super().do_GET()
            return
        else:
            page, status = file.read_text(encoding="utf-8"), HTTPStatus.OK
        self._send(status, "text/html; charset=utf-8", self._decorate(page, unquote(path), draft).encode())

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def open_server(
    folder: Path, port: int, handler: Callable[..., http.server.BaseHTTPRequestHandler] = PageHandler
) -> http.server.ThreadingHTTPServer:
    """Open the server of a folder; raises OutputError where the port is taken."""
    try:
        server = http.server.ThreadingHTTPServer((ADDRESS, port), functools.partial(handler, directory=str(folder)))
    except OSError as error:
        raise OutputError(f"port {port} cannot be used ({error.strerror}); name another with --port") from error
    server.daemon_threads = True  # a page that waits keeps nobody from ending
    return server
