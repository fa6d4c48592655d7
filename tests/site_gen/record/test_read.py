"""What a published site says of itself to the next build: the list for machines, and older front pages."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from pathlib import Path

import pytest

from site_gen.errors import HistoryError
from site_gen.record.read import read_file, read_listed

HEADED = '<li><h2><a href="privacy/index.html">Privacy Policy</a></h2></li>'
"""As on the front page of the first releases."""
TAGGED = '<a href="privacy.de/index.html" hreflang="de">Datenschutz</a>'


def policies(*slugs: str, version: int = 1) -> str:
    return json.dumps({"policies_version": version, "policies": [{"slug": slug} for slug in slugs]})


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        (policies("terms", "ended"), ("terms", "ended")),
        (policies("../etc", "terms"), ("terms",)),
        (None, ("privacy", "privacy.de")),
        ("[]", ("privacy", "privacy.de")),
        ("<html>Not found</html>", ("privacy", "privacy.de")),
        ('{"policies": "ours"}', ("privacy", "privacy.de")),
    ],
)
def test_policies_are_found_by_the_list_and_without_one_by_the_front_page(
    listed: str | None, found: tuple[str, ...], tmp_path: Path
) -> None:
    """A list that is ours wins over the page; one that is not, or a server's page in its place, is no list."""
    (tmp_path / "index.html").write_text(f"<ul>{HEADED}{TAGGED}</ul>", encoding="utf-8")
    if listed is not None:
        (tmp_path / "policies.json").write_text(listed, encoding="utf-8")
    assert read_listed(str(tmp_path)).slugs == found


@pytest.mark.parametrize(
    ("listed", "warned"),
    [
        (policies("terms"), ()),
        (None, ()),
        (policies("terms")[:-9], ("is not the list of policies that a build writes", "names privacy, privacy.de")),
        ("<html>Not found</html>", ("is not the list of policies that a build writes", "put the list back")),
        (policies("../etc", "terms"), ("names '../etc', which no policy's folder is called",)),
    ],
)
def test_a_list_that_was_damaged_is_not_passed_over_without_a_word(
    listed: str | None, warned: tuple[str, ...], tmp_path: Path
) -> None:
    """What it named and the front page does not would be lost; a site of before there was a list has none to damage."""
    (tmp_path / "index.html").write_text(f"<ul>{HEADED}{TAGGED}</ul>", encoding="utf-8")
    if listed is not None:
        (tmp_path / "policies.json").write_text(listed, encoding="utf-8")
    warnings = read_listed(str(tmp_path)).warnings
    assert len(warnings) == bool(warned)
    assert all(word in warnings[0] for word in (f"{tmp_path}/policies.json", *warned) if warned)


def test_the_files_of_one_site_come_over_one_connection(tmp_path: Path) -> None:
    """A site has hundreds; also an empty one leaves the connection open for the next."""
    (tmp_path / "a.json").write_text("A", encoding="utf-8")
    (tmp_path / "empty.json").write_text("", encoding="utf-8")
    opened = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            opened.append(self.client_address)
            super().setup()

    handler = functools.partial(Handler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_address[1]}/"
        found = [read_file(place, path) for path in ("a.json", "empty.json", "a.json", "gone.json")]
        server.shutdown()
    assert found == [b"A", b"", b"A", None]
    assert len(opened) == 1


def test_a_list_of_a_later_release_is_refused(tmp_path: Path) -> None:
    """Nobody can tell what it says."""
    (tmp_path / "policies.json").write_text(policies("privacy", version=2), encoding="utf-8")
    with pytest.raises(HistoryError, match="policies_version 2, and this program reads 1"):
        read_listed(str(tmp_path))
