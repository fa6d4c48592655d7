"""Proof, public pages, forgetting, the webhook and the command line itself."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.cli import COMMANDS, main, parser
from notify.proof.verify import signature_holds
from notify.providers.base import Signature
from notify.providers.sendgrid.webhook import SIGNATURE, TIMESTAMP, SendGridWebhook
from tests.notify.conftest import Desk
from tests.notify.wire import RESET, accept, sendgrid

ROOT = Path(__file__).parents[2]
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC_KEY = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()


def _signed(body: bytes, timestamp: str = "1800000000") -> str:
    return base64.b64encode(KEY.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


def _proof(desk: Desk, *options: str) -> Path:
    answer = desk.run("proof", "--ledger", desk.url, "--out", str(desk.folder / "proof.zip"), *options)
    assert answer.code == 0, answer.err
    folder = desk.folder / "proof"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(desk.folder / "proof.zip") as archive:
        archive.extractall(folder)
    return folder


def _verify(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the proof's own verifier with a bare Python: no site packages, nothing of ours."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )


def test_a_proof_answers_and_verifies_with_python_alone(desk: Desk) -> None:
    """The zip holds the message, both texts, attempts and the chain; Python alone finds it whole."""
    desk.freeze()
    desk.send(4)
    folder = _proof(desk, "--account", "a3")
    (notice,) = (path for path in folder.iterdir() if path.is_dir())
    sent = next(file for file in desk.messages() if b"cleo@three.example" in file.read_bytes())
    assert (notice / "message.eml").read_bytes() == sent.read_bytes()
    assert json.loads((notice / "recipient.json").read_text())["fate"] == "unconfirmed"
    assert (notice / "policy-new.md").read_text() != (notice / "policy-old.md").read_text()
    done = _verify(folder)
    assert done.returncode == 0, done.stdout
    assert "Everything that could be checked holds." in done.stdout


@pytest.mark.parametrize(
    "name",
    ["audit.json", "message.txt", "message.eml", "attempts.json", "facts.json", "policy-new.md", "letter-0.json"],
)
def test_a_proof_that_was_changed_fails(desk: Desk, name: str) -> None:
    """One changed byte in any file of a proof is found, also when the list of hashes is changed to match."""
    desk.freeze()
    desk.send(4)
    folder = _proof(desk, "--account", "a1")
    file = next(folder.rglob(name))
    content = file.read_bytes()
    at = content.rindex(b"2") if b"2" in content else len(content) // 2
    file.write_bytes(content[:at] + b"3" + content[at + 1 :])
    assert _verify(folder).returncode == 1


def test_a_proof_names_the_attempt_and_the_column_that_were_changed(desk: Desk) -> None:
    """Where somebody changed an answer in a proof, its own verifier says which, and what it now says."""
    desk.freeze()
    desk.send(4)
    folder = _proof(desk, "--account", "a1")
    (file,) = folder.rglob("attempts.json")
    rows = json.loads(file.read_text())
    rows[0]["outcome_at"] = "2026-01-01T00:00:00+00:00"
    file.write_text(json.dumps(rows))
    told = _verify(folder)
    assert told.returncode == 1
    what = f"attempt {rows[0]['attempt']} of batch {rows[0]['batch_id']} was changed"
    assert f"{what}: outcome_at now says 2026-01-01T00:00:00.000000+00:00 (entry" in told.stdout


def test_a_proof_names_nobody_else(desk: Desk) -> None:
    """One account's proof, without raw posts, holds no other account's id or address."""
    desk.freeze()
    desk.send(4)
    desk.bring([{"email": "bob@two.example", "event": "delivered"}])
    folder = _proof(desk, "--account", "a1", "--redact")
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert b"ann@one.example" in everything
    for other in (b"bob@two.example", b"cleo@three", b"dan@four"):
        assert other not in everything


def test_a_proof_of_who_was_not_told_says_why(desk: Desk) -> None:
    """An account that was not owed the notice gets a proof that says so; an unknown one is refused."""
    desk.accounts.write_text("account_id,email,created_on\n1,a@b.example,\n2,c@d.example,2027-02-01\n")
    desk.freeze()
    row = next(_proof(desk, "--account", "2").rglob("snapshot-row.json"))
    assert json.loads(row.read_text())["not_owed_or_unusable"][0]["reason"] == "signed up after publication"
    assert "no notice has an account" in desk.run("proof", "--account", "nobody", "--ledger", desk.url).err


def test_a_notices_proof_holds_the_whole_audience(desk: Desk) -> None:
    """The proof of a notice has the frozen snapshot itself, which hashes to what the chain says."""
    notice = desk.freeze().body["notice"]
    desk.send(4)
    folder = _proof(desk, "--notice", notice)
    assert (folder / notice / "snapshot.parquet").is_file()
    done = _verify(folder)
    assert "snapshot.parquet is the frozen audience" in done.stdout
    assert done.returncode == 0


@contextmanager
def _webhook(desk: Desk, *options: str) -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command_line = [
        sys.executable,
        "-m",
        "notify",
        "events",
        "serve",
        "--ledger",
        desk.url,
        "--port",
        str(port),
        *options,
    ]
    process = subprocess.Popen(
        command_line, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert "listening" in process.stderr.readline()
    url = f"http://127.0.0.1:{port}/events"
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            break
        except urllib.error.URLError:
            assert process.poll() is None
    try:
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - this machine
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_the_webhook_takes_what_the_provider_signed_and_nothing_else(desk: Desk) -> None:
    """A signed post is stored before it is acknowledged and ends in the proof; a forged or changed one is refused."""
    desk.people(5)
    desk.freeze()
    with sendgrid() as fake:
        desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    body = json.dumps(fake.events(), indent=1).encode()
    good = {SIGNATURE: _signed(body), TIMESTAMP: "1800000000"}
    with _webhook(desk, "--public-key", PUBLIC_KEY) as url:
        assert _post(url, body.replace(b"delivered", b"bounce"), good) == 403
        assert _post(url, body, {**good, SIGNATURE: "not base64!"}) == 403
        assert _post(url, body, {}) == 403
        assert _post(url, b"x" * (9 << 20), good) == 403
        for _ in range(3):
            assert _post(url, body, good) == 204
    desk.bring([])
    assert desk.status()["delivered"] == 5
    folder = _proof(desk, "--account", "p2")
    done = _verify(folder)
    assert "carries the provider's signature" in done.stdout
    assert done.returncode == 0
    raw = next(folder.glob("posts/*.raw"))
    raw.write_bytes(raw.read_bytes().replace(b"delivered", b"processed"))
    assert "FAIL  post" in _verify(folder).stdout


def test_served_events_let_a_running_send_finish(desk: Desk) -> None:
    """While events are served, a send settles its own doubt: taken batches by an event, others by silence."""
    desk.people(50)
    desk.freeze()
    with _webhook(desk, "--unsigned") as url:

        def script(number: int, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
            if number == 0:
                return RESET, {}, b""
            told = [
                {"event": "delivered", "email": p["to"][0]["email"], **p["custom_args"]}
                for p in body["personalizations"]
            ]
            assert _post(url, json.dumps(told).encode(), {}) == 204
            if number == 1:
                body["took"] = True
                return 504, {}, b""
            return accept(number, body)

        with sendgrid(script) as fake:
            patience = ("--wait", "60", "--quiet", "0", "--witnesses", "2", "--batch-size", "10", "--in-flight", "1")
            answer = desk.send(50, "--transport", "sendgrid", "--sendgrid-host", fake.url, *patience)
    assert answer.code == 0
    assert answer.body["delivered"] == 50
    assert sorted(fake.addresses) == sorted(f"person{n}@mail.example" for n in range(50))


def test_the_webhook_needs_a_key(desk: Desk) -> None:
    """Without a key nothing is served, and unsigned posts are for this machine's own address alone."""
    for options in ((), ("--unsigned", "--host", "192.0.2.1"), ("--public-key", "nonsense")):
        answer = desk.run("events", "serve", "--ledger", desk.url, *options)
        assert answer.code == 1
        assert "key" in answer.err


@settings(max_examples=25)
@given(st.binary(max_size=100), st.booleans())
def test_two_verifiers_agree(body: bytes, tamper: bool) -> None:
    """The proof's own check of a signature, in plain Python, says what the provider's package says."""
    body = body.hex().encode()
    signature, signed = _signed(body), (body + b"x" if tamper else body)
    shown = Signature(signature=signature, timestamp="1800000000")
    assert signature_holds(PUBLIC_KEY, signature, b"1800000000" + signed) is (not tamper)
    assert SendGridWebhook().is_genuine(PUBLIC_KEY, signed, shown) is (not tamper)


def test_public_pages_need_no_ledger_and_name_nobody(desk: Desk) -> None:
    """A notice's page says that it was not sent, and later, from the exported record alone, when and to how many."""
    notice = desk.freeze().body["notice"]
    pages = [
        "pages",
        "--manifest",
        str(desk.site.manifest),
        "--out",
        str(desk.site.folder),
        "--records",
        str(desk.folder / "records"),
        *desk.day,
    ]
    assert desk.run(*pages).code == 0
    page = desk.site.home / "notices" / notice / "index.html"
    assert "We have not sent this notice yet" in page.read_text()
    desk.mail(4)
    assert desk.run("record", "--ledger", desk.url, "--out", str(desk.folder / "records"), *desk.day).code == 0
    shutil.rmtree(desk.folder / "book")
    assert desk.run(*pages).code == 0
    text = page.read_text()
    assert "We sent this notice on" in text
    assert "4 accounts" in text
    public = "".join(file.read_text() for file in (*page.parent.iterdir(), *(desk.folder / "records").iterdir()))
    assert not re.search(r"ann@|bob@|Ann,|\ba1\b", public)
    assert not re.search(r"<script|<img|<link(?! rel=.icon. href=.data:,.)|https?://(?!policy\.example)", text)


def test_a_public_page_says_whom_each_message_is_for(desk: Desk) -> None:
    """The policy's language comes first; a letter for those who saw an older version last names that version's day."""
    desk.accounts.write_text(
        "account_id,email,language,last_version\n"
        "a,a@one.example,de,\nb,b@one.example,en,\nc,c@one.example,en,2025-03-10\n",
        encoding="utf-8",
    )
    notice = desk.freeze().body["notice"]
    records = str(desk.folder / "records")
    desk.run("record", "--ledger", desk.url, "--out", records, *desk.day)
    pages = ["--manifest", str(desk.site.manifest), "--out", str(desk.site.folder), "--records", records, *desk.day]
    assert desk.run("pages", *pages).code == 0
    text = (desk.site.home / "notices" / notice / "index.html").read_text(encoding="utf-8")
    told = re.findall(r'<h3>(\w+)</h3>|<span class="small">([^<]+)</span></summary>', text)
    assert ["".join(each) for each in told] == [
        "English", "For those who last saw the version of 10 March 2025", "For everybody else", "Deutsch", "Für alle",
    ]  # fmt: skip


def test_pages_written_again_are_the_same(desk: Desk) -> None:
    """Every deploy may write the pages again: same manifest and records, same bytes, files not even touched."""
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), *desk.day]
    desk.run(*pages)
    before = {file: file.stat().st_mtime_ns for file in (desk.site.home / "notices").rglob("*.*")}
    desk.run(*pages)
    assert {file: file.stat().st_mtime_ns for file in (desk.site.home / "notices").rglob("*.*")} == before


def test_forgetting_keeps_the_counts_and_the_chain(desk: Desk) -> None:
    """After the retention period the people go, the sums and the audit chain stay, and nothing goes without --yes."""
    desk.freeze()
    desk.send(4)
    desk.bring([{"email": "ann@one.example", "event": "bounce"}])
    forget = ["forget", "--before", "2100-01-01", "--ledger", desk.url]
    desk.run(*forget)
    assert desk.run("proof", "--account", "a1", "--ledger", desk.url, "--out", str(desk.folder / "p.zip")).code == 0
    assert desk.run(*forget, "--yes", "--json").body["done"] is True
    assert desk.status()["accepted"] == 4
    assert list((desk.folder / "book").rglob("*.parquet")) == []
    assert b"ann@one.example" not in (desk.folder / "book" / "ledger.db").read_bytes()
    assert "were deleted" in desk.run("proof", "--account", "a1", "--ledger", desk.url).err
    assert "only its counts are left" in desk.run("unreached", "--ledger", desk.url).err


def test_events_are_found_in_any_kind_of_file(desk: Desk) -> None:
    """A JSON array, one object a line, or one object alone: the same events, and the same file twice is one."""
    desk.people(5)
    desk.freeze()
    with sendgrid() as fake:
        desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    lines = "\n".join(json.dumps(event) for event in fake.events())
    for name, text in (
        ("array.json", json.dumps(fake.events(), indent=2)),
        ("lines.jsonl", lines),
        ("one.json", json.dumps(fake.events()[0])),
    ):
        (desk.folder / name).write_text(text)
        answer = desk.run("events", "import", str(desk.folder / name), "--ledger", desk.url, "--json")
        assert answer.body["events"] == (1 if name == "one.json" else 5)
    again = desk.run("events", "import", str(desk.folder / "array.json"), "--ledger", desk.url, "--json")
    assert again.body["new_posts"] == 0


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command says what it does, and what it takes."""
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([*name.split(), "--help"])
        assert ended.value.code == 0
        assert len(capsys.readouterr().out) > 200
    assert parser().prog == "policy-notify"


@pytest.mark.parametrize(
    "arguments",
    [
        ["send", "--confirm", "many"],
        ["plan"],
        ["nonsense"],
        ["proof"],
        ["forget", "--before", "soon"],
        ["send", "--rate", "-1"],
    ],
)
def test_usage_errors_end_with_two(desk: Desk, arguments: list[str]) -> None:
    """A command that is used wrongly ends with exit code 2 and a line that says how it is used."""
    answer = desk.run(*arguments)
    assert answer.code == 2
    assert "usage:" in answer.err


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("accounts = 1", "must be a table"),
        ("[accounts.columns]\nemail = 1", "in quotes"),
        ("=", "is not TOML"),
        ("[notices]\nfrom_email = 'ü@x'", "plain ASCII"),
        ("[notices]\nfrom_mail = 'a@b.example'", "[notices] has 'from_mail'"),
        ("[accounts]\ncolumn = {}", "[accounts] has 'column'"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(desk: Desk, config: str, words: str) -> None:
    """policy.toml with a mistake is refused with the file and the thing at fault."""
    file = desk.folder / "policy.toml"
    file.write_text(config, encoding="utf-8")
    answer = desk.freeze("--config", str(file))
    assert answer.code == 1
    assert words in answer.err


def test_kills_lose_and_double_nobody(tmp_path: Path) -> None:
    """A few lives cut short by SIGKILL, with faults and late events: nobody is lost, nobody is told twice."""
    harness = [
        sys.executable,
        "-m",
        "benchmarks.chaos",
        "--kills",
        "6",
        "--seeds",
        "1",
        "--accounts",
        "800",
        "--no-controls",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(harness, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lost, 0 doubled" in done.stdout
