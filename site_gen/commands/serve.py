"""`policy-site serve`: the draft as it would be published, renewed at every change; or a built site as it is."""

from __future__ import annotations

import argparse
import functools
import sys
import tempfile
import threading
from pathlib import Path

from site_gen.commands.progress import watch
from site_gen.errors import OutputError
from site_gen.options import Options
from site_gen.preview.server import ADDRESS, Desk, PreviewHandler, open_server
from site_gen.requests.arguments import options_of


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    try:
        return (
            show(arguments.site, arguments.port) if arguments.site else preview(options_of(arguments), arguments.port)
        )
    except KeyboardInterrupt:
        return 0


def show(site: Path, port: int) -> int:
    """Serve a built site until Ctrl-C.

    Raises OutputError for a folder that holds no site.
    """
    if not (site / "index.html").is_file():
        raise OutputError(f"{site}: holds no site; make one with `policy-site build --out {site}`")
    with open_server(site, port) as server:
        print(f"http://{ADDRESS}:{server.server_port}/ shows {site}; Ctrl-C ends it", flush=True)
        server.serve_forever()
    return 0


def preview(options: Options, port: int) -> int:
    """Serve what is on disk until Ctrl-C, and build it again whenever it changes."""
    from site_gen.preview.draft_site import DraftSite
    from site_gen.preview.panel import with_panel
    from site_gen.preview.watching import changes

    with tempfile.TemporaryDirectory(prefix="policy-site-") as workplace:
        site = DraftSite(options, Path(workplace))
        folders = site.watched_folders()
        with watch() as progress:
            desk = Desk(site.renew(progress))
        _warn(desk)
        handler = functools.partial(PreviewHandler, desk=desk, decorate=with_panel)
        with open_server(site.pages, port, handler) as server:
            serving = threading.Thread(target=server.serve_forever, daemon=True)
            serving.start()
            where = f"http://{ADDRESS}:{server.server_port}/"
            print(f"{where} shows the files as they are on disk, and follows them; Ctrl-C ends it", flush=True)
            try:
                for _ in changes(folders):
                    desk.put(site.renew(lambda _what, _done, _total: None))
                    _warn(desk)
            finally:
                server.shutdown()
                serving.join()
    return 0


def _warn(desk: Desk) -> None:
    if problem := desk.newest().problem:
        print(f"warning: {problem}", file=sys.stderr, flush=True)
    elif left_out := desk.newest().left_out:
        print(f"warning: {left_out}", file=sys.stderr, flush=True)
