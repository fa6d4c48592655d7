"""How fast the operator's commands are, each beside a peer in the same run: `python -m benchmarks.operate [CASE ...]`.

smtp     messages to a sink: ours with its ledger, Postfix's smtp-source, Python's smtplib
import   events of a file, folded: ours, and Python's json reading the same file alone
serve    signed posts acknowledged and durable: ours, and a bare server of the same make that keeps nothing
csv      accounts with CRLF, and the same with LF
freeze   accounts from Parquet: ours, and polars copying the file
account  one person among many events, ten about each: proof and erasure

What is given is processor time where one process does the work, for the machine may be busy with other things.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import http.client
import json
import os
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.audiences import write_accounts, write_parquet, write_site
from benchmarks.fake_sendgrid import provider
from benchmarks.measured import measured, processor, processor_of

TODAY = date(2027, 1, 4)
POSTFIX = Path("build/servers/postfix/root/usr")
LETTER = 6_000
"""Bytes of a peer's message, about as long as ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured worker."""

    case: str
    name: str
    number: int
    seconds: float
    processor: float
    megabytes: float = 0.0


def main() -> int:
    """Measure and print the table."""
    options = _options()
    print(f"{'case':<8} {'worker':<44} {'number':>10} {'per second':>11} {'per cpu s':>10} {'MB':>6}", flush=True)
    for case in options.cases or CASES:
        with tempfile.TemporaryDirectory(dir=options.room) as folder:
            for row in CASES[case](Path(folder), options.size):
                print(
                    f"{row.case:<8} {row.name:<44} {row.number:>10,} {row.number / row.seconds:>11,.0f} "
                    f"{row.number / max(row.processor, 1e-9):>10,.0f} {row.megabytes:>6.0f}",
                    flush=True,
                )
    return 0


def _measure(case: str, name: str, number: int, work: Callable[[], object]) -> Row:
    """Measure what is done here and by the processes that it starts."""
    before, started = processor(), time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    return Row(case=case, name=name, number=number, seconds=seconds, processor=processor() - before)


def _notify(*words: str) -> Callable[[], None]:
    """Run a command in a process of its own."""

    def run() -> None:
        done = subprocess.run([sys.executable, "-m", "notify", *words], check=False, capture_output=True, text=True)
        if done.returncode not in {0, 3}:
            raise RuntimeError(done.stderr)

    return run


def _ours(case: str, name: str, number: int, *words: str) -> Row:
    """Measure a command, and the most memory that it took."""
    took = measured(*words)
    return Row(
        case=case, name=name, number=number,
        seconds=took.seconds, processor=took.processor, megabytes=took.megabytes,
    )  # fmt: skip


def _audience(folder: Path, number: int) -> list[str]:
    manifest, accounts = write_site(folder / "site", today=TODAY), write_accounts(folder / "accounts.csv", number)
    return ["--manifest", str(manifest), "--accounts", str(accounts), "--today", TODAY.isoformat()]


def _ledger(folder: Path) -> list[str]:
    return ["--ledger", f"sqlite:///{folder / 'book' / 'ledger.db'}"]


# Mail.


def _smtp(folder: Path, size: int) -> Iterator[Row]:
    number = size // 50
    with _sink() as port:
        yield _measure("smtp", "smtp-source, 8 connections", number, lambda: _smtp_source(port, number))
        yield _measure("smtp", "smtplib, 1 connection", number // 4, lambda: _smtplib(port, number // 4))
        words = ["send", *_ledger(folder), *_audience(folder, number), "--confirm", str(number), "--yes", "--json"]
        yield _ours("smtp", "ours, 8 connections, ledger", number, *words, "--transport", "smtp", "--smtp",
                    f"127.0.0.1:{port}")  # fmt: skip


@contextlib.contextmanager
def _sink() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [POSTFIX / "sbin/smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "1000"], env=_of_postfix()
    )
    try:
        for _ in range(1_000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.01)
        yield port
    finally:
        process.kill()
        process.wait()


def _of_postfix() -> dict[str, str]:
    libraries = (POSTFIX / "lib/postfix", POSTFIX / "lib/x86_64-linux-gnu")
    return os.environ | {"LD_LIBRARY_PATH": ":".join(map(str, libraries))}


def _smtp_source(port: int, number: int) -> None:
    words = ["-s", "8", "-m", str(number), "-l", str(LETTER), "-f", "a@x.example", "-t", "b@y.example"]
    subprocess.run([POSTFIX / "sbin/smtp-source", *words, f"127.0.0.1:{port}"], env=_of_postfix(), check=True)


def _smtplib(port: int, number: int) -> None:
    text = "Subject: x\r\n\r\n" + f"{'y' * 76}\r\n" * (LETTER // 78)
    with smtplib.SMTP("127.0.0.1", port) as client:
        for _ in range(number):
            client.sendmail("a@x.example", ["b@y.example"], text)


# Events.


def _events(folder: Path, people: int, kinds: Sequence[str] = ("processed", "delivered")) -> Path:
    """Send to so many people, and write an event of each kind about each as the provider exports them."""
    with provider() as running:
        words = ["--confirm", str(people), "--yes", "--transport", "sendgrid", "--sendgrid-host", running.url]
        _notify("send", *_ledger(folder), *_audience(folder, people), *words)()
        told = running.ask("/events")
    file = folder / "events.json"
    with file.open("w", encoding="utf-8") as out:
        for number, (word, event) in enumerate((word, event) for word in kinds for event in told):
            own = {"event": word, "timestamp": int(event["timestamp"]), "sg_event_id": f"{number:022}"}
            more = {"smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>", "response": "250 OK", "ip": "192.0.2.1"}
            out.write(f"{',' if number else '['}\n{json.dumps(event | own | more)}")
        out.write("]\n")
    return file


def _import(folder: Path, size: int) -> Iterator[Row]:
    file = _events(folder, size // 2)
    yield _measure("import", "Python's json, reading alone", size, lambda: json.loads(file.read_text(encoding="utf-8")))
    yield _ours("import", "ours, kept, understood, settled", size, "events", "import", str(file), *_ledger(folder))


def _serve(folder: Path, size: int) -> Iterator[Row]:
    file = _events(folder, size // 20)
    events = json.loads(file.read_text(encoding="utf-8"))
    small = [json.dumps(events[n : n + 1]).encode() for n in range(min(len(events), 10_000))]
    large = [json.dumps(events[n : n + 2_000]).encode() for n in range(0, len(events), 2_000)]
    for name, bodies, each in (("1 event a post", small, 1), ("2,000 events a post", large, 2_000)):
        for peer in (True, False):
            with _server(folder, bare=peer) as (port, process):
                signed = _signed(bodies, folder)
                before, started = processor_of(process), time.perf_counter()
                _post_all(port, signed)
                yield Row(
                    case="serve",
                    name=f"{'a bare server' if peer else 'ours'}, {name}",
                    number=len(bodies) * each,
                    seconds=time.perf_counter() - started,
                    processor=processor_of(process) - before,
                )


def _signed(bodies: list[bytes], folder: Path) -> list[tuple[bytes, dict[str, str]]]:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from notify.providers.sendgrid.webhook import SIGNATURE, TIMESTAMP

    key = load_pem_private_key((folder / "key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signed = []
    for number, body in enumerate(bodies):
        moment = str(time.time_ns() + number)
        signature = key.sign(moment.encode() + body, ec.ECDSA(SHA256()))
        signed.append((body, {SIGNATURE: base64.b64encode(signature).decode(), TIMESTAMP: moment}))
    return signed


@contextlib.contextmanager
def _server(folder: Path, *, bare: bool) -> Iterator[tuple[int, int]]:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    (folder / "key.pem").write_bytes(pem)
    shown = key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = ["-m", "benchmarks.operate", "--bare", str(port)] if bare else [
        "-m", "notify", "events", "serve", "--port", str(port), "--public-key", base64.b64encode(shown).decode(),
        *_ledger(folder),
    ]  # fmt: skip
    process = subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL)
    try:
        for _ in range(3_000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.01)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _post_all(port: int, posts: list[tuple[bytes, dict[str, str]]], connections: int = 32) -> None:
    waiting, failed = iter(posts), list[int]()

    def work() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                post = next(waiting, None)
            if post is None:
                return
            line.request("POST", "/events", *post)
            answer = line.getresponse()
            answer.read()
            if answer.status != 204:
                failed.append(answer.status)

    lock = threading.Lock()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"{len(failed)} posts were refused: {failed[:3]}")


def _bare(port: int) -> int:
    """Serve posts and keep nothing."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def take(request: Request) -> Response:
        await request.body()
        return Response(status_code=204)

    application = Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])
    uvicorn.run(application, port=port, http="httptools", log_level="error", access_log=False)
    return 0


# Accounts.


def _csv(folder: Path, size: int) -> Iterator[Row]:
    plain, windows = write_accounts(folder / "lf.csv", size), folder / "crlf.csv"
    windows.write_bytes(plain.read_bytes().replace(b"\n", b"\r\n"))
    for name, file in (("LF", plain), ("CRLF", windows)):
        yield _measure("csv", name, size, partial(_read_all, file))


def _read_all(file: Path) -> int:
    from notify.audience.sources import read_accounts

    return sum(frame.height for frame in read_accounts(str(file), {}))


def _freeze(folder: Path, size: int) -> Iterator[Row]:
    number, file = 10 * size, write_parquet(folder / "accounts.parquet", 10 * size)
    copy = f"import polars; polars.scan_parquet({str(file)!r}).sink_parquet({str(folder / 'copy.parquet')!r})"
    done = [sys.executable, "-c", copy]
    yield _measure("freeze", "polars, copying the file", number, lambda: subprocess.run(done, check=True))
    words = ["--manifest", str(write_site(folder / "site", today=TODAY)), "--accounts", str(file)]
    yield _ours("freeze", "ours", number, "freeze", *_ledger(folder), *words, "--today", TODAY.isoformat())


def _account(folder: Path, size: int) -> Iterator[Row]:
    file = _events(folder, size, ("processed", "delivered", *("open",) * 8))
    _notify("events", "import", str(file), *_ledger(folder))()
    number, out = 10 * size, folder / "proof.zip"
    query = "sqlite3.connect(sys.argv[1]).execute('SELECT body FROM post')"
    read = f"import sqlite3, sys; print(sum(len(row[0]) for row in {query}))"
    whole = [sys.executable, "-c", read, str(folder / "book" / "ledger.db")]
    peer = partial(subprocess.run, whole, check=True, stdout=subprocess.DEVNULL)
    yield _measure("account", "SQLite, reading every post", number, peer)
    yield _ours("account", "proof --account", number, "proof", "--account", "a7", "--out", str(out), *_ledger(folder))
    yield _ours("account", "forget --account", number, "forget", "--account", "a7", "--yes", *_ledger(folder))


CASES: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    "smtp": _smtp, "import": _import, "serve": _serve, "csv": _csv, "freeze": _freeze, "account": _account,
}  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--size", type=int, default=1_000_000, help="events; accounts are ten times as many")
    parser.add_argument("--room", default=None, metavar="DIR", help="where the files lie (default: the system's)")
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    given = _options()
    sys.exit(_bare(given.bare) if given.bare else main())
