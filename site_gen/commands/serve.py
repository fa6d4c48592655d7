"""`policy-site serve`: a plain preview on this machine alone."""

from __future__ import annotations

import argparse
import functools
import http.server
from os import PathLike
from pathlib import Path

from site_gen.errors import OutputError

_ADDRESS = "127.0.0.1"
_KINDS = {
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".link": "application/link-format",
    ".xml": "application/atom+xml",
}


class _Handler(http.server.SimpleHTTPRequestHandler):
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--site", type=Path, default=Path("build/site"), metavar="FOLDER", help="default: build/site")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000")
    parser.set_defaults(run=_start)


def _start(arguments: argparse.Namespace) -> int:
    return run(arguments.site, arguments.port)


def run(site: Path, port: int) -> int:
    """Serve until Ctrl-C."""
    if not (site / "index.html").is_file():
        raise OutputError(f"{site}: holds no site; make one with `policy-site build --out {site}`")
    handler = functools.partial(_Handler, directory=str(site))
    try:
        server = http.server.ThreadingHTTPServer((_ADDRESS, port), handler)
    except OSError as error:
        raise OutputError(f"port {port} cannot be used ({error.strerror}); name another with --port") from error
    print(f"http://{_ADDRESS}:{server.server_port}/ shows {site}; Ctrl-C ends it", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
