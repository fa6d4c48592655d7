"""What strangers cost the webhook: `python -m benchmarks.strangers` opens slow, large posts and reads its memory.

Each connection announces a body and sends almost all of it at once; then somebody honest posts, and the server's memory
is read until the strangers are gone. A forged signature is sent along, so that the bodies are really read.
"""

from __future__ import annotations

import argparse
import base64
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notify.providers.sendgrid.webhook import SIGNATURE, TIMESTAMP


def main() -> int:
    """Run and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--strangers", type=int, default=150)
    options.add_argument("--bytes", type=int, default=1_000_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        process, port = _serve(Path(folder))
        try:
            before = _resident(process.pid)
            peak, answered = _besiege(process.pid, port, chosen.strangers, chosen.bytes)
            print(f"{chosen.strangers} strangers x {chosen.bytes:,} bytes")
            print(f"resident before {before:,.0f} MB, at most {peak:,.0f} MB, after {_resident(process.pid):,.0f} MB")
            print(f"an honest post in between was answered in {answered * 1000:,.0f} ms")
        finally:
            process.terminate()
            process.wait()
    return 0 if peak - before < 200 else 1


def _serve(folder: Path) -> tuple[subprocess.Popen[str], int]:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    line = [sys.executable, "-m", "notify", "events", "serve", "--ledger", f"sqlite:///{folder}/ledger.db"]
    process = subprocess.Popen(
        [*line, "--port", "0", "--public-key", base64.b64encode(der).decode()], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    found = re.search(r":(\d+)/", process.stderr.readline())
    assert found is not None
    port = int(found[1])
    while True:
        with suppress(OSError):
            _honest(port)
            return process, port


def _besiege(pid: int, port: int, number: int, size: int) -> tuple[float, float]:
    connections = [_stranger(port, size) for _ in range(number)]
    peak, began = _resident(pid), time.monotonic()
    answered = _honest(port)
    while time.monotonic() - began < 25:
        peak = max(peak, _resident(pid))
        time.sleep(0.05)
    for connection in connections:
        connection.close()
    return peak, answered


def _stranger(port: int, size: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(2)
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n{SIGNATURE}: x\r\n{TIMESTAMP}: 1\r\n\r\n"
    with suppress(OSError):
        connection.sendall(head.encode() + b"x" * (size - 10))
    return connection


def _honest(port: int) -> float:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
        assert connection.recv(100).startswith(b"HTTP/1.1 403")
    return time.monotonic() - began


def _resident(pid: int) -> float:
    words = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", words)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    sys.exit(main())
