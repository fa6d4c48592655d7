"""A time-stamping service on the loopback address: OpenSSL answers, with a certificate made for the test."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SETTINGS = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = no
ess_cert_id_alg = sha256
"""
USAGE = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@dataclass(frozen=True, slots=True)
class Tsa:
    """Where the service answers, and the certificate to which its stamps are traced."""

    url: str
    roots: Path
    asked: list[int]
    """The size of each request: a stamp is asked for over a hash, never over the data."""


@contextmanager
def running(folder: Path) -> Iterator[Tsa]:
    """Make the certificates and serve."""
    folder.mkdir(parents=True, exist_ok=True)
    _certificates(folder)
    asked: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = folder / "query.tsq"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(query.stat().st_size)
            _openssl("ts", "-reply", "-queryfile", query, "-config", folder / "tsa.cnf", "-out", folder / "reply.tsr")
            answer = (folder / "reply.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the base's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Tsa(f"http://127.0.0.1:{server.server_port}/", folder / "ca.pem", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificates(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    (folder / "usage").write_text(USAGE, encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj")
    _openssl("req", "-x509", *ec, "/CN=Test root", "-keyout", folder / "ca.key", "-out", folder / "ca.pem", "-days", 9)
    _openssl("req", *ec, "/CN=Test stamps", "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr")
    signed = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", 9)
    _openssl(
        "x509", "-req", "-in", folder / "tsa.csr", *signed, "-extfile", folder / "usage", "-out", folder / "tsa.pem"
    )


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
