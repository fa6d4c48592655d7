"""Fetching from the published site: bounded in time and size, and led nowhere else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from notify.errors import ManifestError
from notify.published import fetch
from notify.published.site import Published


@contextmanager
def answering(*pieces: bytes, then: threading.Event | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Answer each connection with the pieces, and end it when `then` is set, else at once."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(65_536))
                    for piece in pieces:
                        connection.sendall(piece)
                    if then:
                        then.wait(20)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)


def _redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def test_a_redirect_into_a_private_network_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's owner does not choose what this machine asks of its neighbours, unless the operator says so."""
    monkeypatch.delenv(fetch.PRIVATE_REDIRECTS, raising=False)
    with answering(OK) as (inner, asked), answering(_redirect(f"{inner}/secret")) as (outer, _):
        with pytest.raises(ManifestError, match=fetch.PRIVATE_REDIRECTS):
            Published.at(outer).read("manifest.json")
        assert [line for line in asked if line] == []
        monkeypatch.setenv(fetch.PRIVATE_REDIRECTS, "1")
        assert Published.at(outer).read("manifest.json") == b"ok"


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/", "http://me:SECRET@x.example/", "http://127.0.0.1:x/", "//"]
)
def test_a_redirect_to_what_is_no_web_page_is_refused(target: str) -> None:
    """A redirect leads to a web address or nowhere, and is not quoted."""
    with answering(_redirect(target)) as (outer, _), pytest.raises(ManifestError) as refused:
        Published.at(outer).read("manifest.json")
    assert "SECRET" not in str(refused.value)


def test_a_redirect_on_the_same_server_is_followed_but_not_for_ever() -> None:
    """A site may move its files; one that sends in a circle is named."""
    with answering(_redirect("/elsewhere.json")) as (outer, asked), pytest.raises(ManifestError, match="circle"):
        Published.at(outer).read("manifest.json")
    assert len(asked) == fetch.MOST_REDIRECTS + 1


@pytest.mark.parametrize("piece", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_an_answer_that_never_ends_is_left(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Head and body have one deadline together, however busily they drip."""
    monkeypatch.setattr(fetch, "DEADLINE", 0.3)
    done = threading.Event()
    with answering(piece, then=done) as (outer, _):
        with pytest.raises(ManifestError, match="not arrived in full"):
            Published.at(outer).read("manifest.json")
        done.set()


def test_a_name_or_a_password_in_an_address_is_refused_and_not_shown() -> None:
    """Addresses are written down; what would sign in with them has no place there."""
    with pytest.raises(ManifestError) as refused:
        Published.at("http://me:SECRET@127.0.0.1:9/").read("manifest.json")
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["ftp://me:SECRET@x.example/a", "s3://key:SECRET@bucket/a", "http://[::1/a", "file:///a/b"]
)
def test_an_address_that_cannot_be_fetched_is_not_taken_for_a_path(address: str) -> None:
    """Whatever its scheme, it is refused as an address, without what stands before an @."""
    home, name = Published.split_location(address)
    with pytest.raises(ManifestError, match="cannot be fetched") as told:
        home.read(name)
    assert "SECRET" not in str(told.value)


def test_the_scheme_of_an_address_may_be_in_capitals() -> None:
    """Some programs write HTTP://; it means the same."""
    with answering(OK) as (url, _):
        assert Published.at(url.replace("http", "HTTP")).read("manifest.json") == b"ok"
