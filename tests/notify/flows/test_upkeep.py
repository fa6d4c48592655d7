"""What is owed beside the notices: witnesses, and that somebody reads the policy and the rules."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.notify.conftest import Desk
from tests.notify.flows.asking import asked
from tests.tsa import Tsa, running

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (3, 4))
PUBLIC = KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
YEARLY = '[review]\nreview_every = "12 months"\n'


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tsa]:
    with running(tmp_path_factory.mktemp("tsa")) as service:
        yield service


def configured(desk: Desk, text: str, rules: str = "") -> None:
    """Write policy.toml, and the rules beside it."""
    folder = desk.folder / "policy"
    folder.mkdir(exist_ok=True)
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    if rules:
        (folder / "notice-rules.toml").write_text(rules, encoding="utf-8")


def witnessed(desk: Desk, tsa: Tsa) -> None:
    """Ask for a signature and a stamp, and keep the key beside."""
    configured(desk, f'[witness]\npublic_key = "{PUBLIC}"\ntsa_roots = "policy/tsa.pem"\n')
    shutil.copy(tsa.roots, desk.folder / "policy" / "tsa.pem")
    for name, key in (("key", KEY), ("other", OTHER)):
        written = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        (desk.folder / name).write_bytes(written)
        (desk.folder / name).chmod(0o600)


def sign(desk: Desk, tsa: Tsa, key: str = "key") -> tuple[int, str]:
    """Sign the chain, and have it stamped."""
    answer = desk.run("sign", "--ledger", desk.url, "--key", str(desk.folder / key), "--tsa", tsa.url)
    return answer.code, answer.err


def unpacked(desk: Desk) -> Path:
    """Export a proof of one account and unpack it."""
    assert desk.run("proof", "--ledger", desk.url, "--account", "a1", "--out", str(desk.folder / "p.zip")).code == 0
    with zipfile.ZipFile(desk.folder / "p.zip") as archive:
        archive.extractall(desk.folder / "p")
    return desk.folder / "p"


def verify(folder: Path, *more: str, path: str | None = None) -> tuple[int, str]:
    """Check a proof with Python alone."""
    environment = None if path is None else {"PATH": path}
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return done.returncode, done.stdout


def said_of(desk: Desk, today: str, words: str) -> list[str]:
    """Return the alarms of the lines that hold these words."""
    return [alarm for alarm, line in asked(desk, today)[1] if words in line]


@pytest.mark.parametrize(
    ("today", "alarms"),
    [("2027-11-01", []), ("2027-12-20", ["open"]), ("2028-01-03", ["open"]), ("2028-01-04", ["late"])],
)
def test_a_policy_that_nobody_read_for_long_is_reported(desk: Desk, today: str, alarms: list[str]) -> None:
    """A month before the time is over it is named, and then it alarms; a day on which it was read starts anew."""
    configured(desk, YEARLY)
    assert said_of(desk, today, "reviewed") == alarms
    configured(desk, f"{YEARLY}reviewed_on = 2027-12-31\n")
    assert said_of(desk, today, "reviewed") == []


def test_rules_that_nobody_checked_for_a_year_are_reported(desk: Desk) -> None:
    """Only those that count, with the oldest day."""
    days = [("true", "2026-01-01"), ("true", "2026-11-27"), ("false", "2020-01-01")]
    configured(desk, "", "".join(f"[[regime]]\non = {on}\nchecked_on = {day}\n" for on, day in days))
    (words,) = [words for _, words in asked(desk, "2027-01-03")[1] if "sources" in words]
    assert words.startswith("1 of the rules")
    assert "2026-01-01" in words


def test_the_shipped_rules_can_be_read(desk: Desk) -> None:
    """The notifier finds the days in the very file that the generator reads."""
    shipped = Path(__file__).parents[3] / "policy" / "notice-rules.toml"
    configured(desk, "", shipped.read_text(encoding="utf-8"))
    assert said_of(desk, "2028-06-01", "have not been checked against their sources") == ["late"]


def test_a_proof_that_nobody_witnessed_is_reported_until_somebody_has(desk: Desk, tsa: Tsa) -> None:
    """What was sent and not witnessed is open; once signed and stamped it is not, and the proof carries both."""
    witnessed(desk, tsa)
    desk.freeze()
    assert said_of(desk, "2027-01-05", "nobody has witnessed") == []
    desk.send(4)
    assert said_of(desk, "2027-01-05", "nobody has witnessed") == ["open"]
    assert sign(desk, tsa) == (0, "")
    assert said_of(desk, "2027-01-05", "nobody has witnessed") == []
    code, said = verify(unpacked(desk), str(tsa.roots))
    assert code == 0
    assert "carries the signature" in said
    assert "carries a time stamp" in said


def test_a_private_key_that_others_may_read_is_named(desk: Desk, tsa: Tsa) -> None:
    """It signs all the same, and says how to close the file."""
    witnessed(desk, tsa)
    desk.freeze()
    (desk.folder / "key").chmod(0o640)
    code, said = sign(desk, tsa)
    assert (code, f"chmod 600 {desk.folder / 'key'}" in said) == (0, True)


def test_a_verifier_without_openssl_says_what_it_did_not_check(desk: Desk, tsa: Tsa) -> None:
    """Python alone still checks that the witnessed head is one of the chain, and names what it leaves to others."""
    witnessed(desk, tsa)
    desk.freeze()
    sign(desk, tsa)
    code, said = verify(unpacked(desk), str(tsa.roots), path="/nowhere")
    assert code == 0
    assert said.count("not checked, since openssl is not installed") == 2
    assert "is the one that was witnessed" in said


@pytest.mark.parametrize("part", ["txt", "txt.sig", "txt.tsr"])
def test_a_changed_witness_fails_the_proof(desk: Desk, tsa: Tsa, part: str) -> None:
    """Neither the head nor its signature nor its stamp can be exchanged."""
    witnessed(desk, tsa)
    desk.freeze()
    sign(desk, tsa)
    folder = unpacked(desk)
    (file,) = (folder / "witness").glob(f"*.{part}")
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    file.write_bytes(bytes(data))
    code, said = verify(folder, str(tsa.roots))
    assert code == 1
    assert f"FAIL  witness/{file.name} is as it was exported" in said
    assert said.count("FAIL  witness") >= 2


def test_a_rewritten_chain_does_not_hold_the_witnessed_head(desk: Desk, tsa: Tsa) -> None:
    """Whoever writes the whole chain anew cannot write the witness anew."""
    witnessed(desk, tsa)
    desk.freeze()
    sign(desk, tsa)
    folder = unpacked(desk)
    chain = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    chain[-1]["sha256"] = "0" * 64
    (folder / "audit.json").write_text(json.dumps(chain), encoding="utf-8")
    code, said = verify(folder)
    assert code == 1
    assert "FAIL  witness/" in said


def test_a_ledger_that_is_not_the_one_that_was_signed_alarms(desk: Desk, tsa: Tsa) -> None:
    """A witnessed head that is not an entry of the chain is found out by `due`, and `sign` does not write over it."""
    witnessed(desk, tsa)
    desk.freeze()
    sign(desk, tsa)
    (head,) = (desk.folder / "book").rglob("witness/*.txt")
    head.write_text(f"{head.read_text(encoding='utf-8').split()[0]} {'0' * 64}\n", encoding="utf-8")
    assert said_of(desk, "2027-01-05", "was witnessed with another hash") == ["late"]
    code, said = sign(desk, tsa)
    assert code == 1
    assert "not the ledger that was signed" in said


def test_witnesses_are_part_of_the_backup(desk: Desk, tsa: Tsa) -> None:
    """What was signed and stamped is copied with the ledger, and is there again after a restore."""
    witnessed(desk, tsa)
    desk.freeze()
    sign(desk, tsa)
    there = {file.name: file.read_bytes() for file in (desk.folder / "book").rglob("witness/*")}
    assert desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url).code == 0
    url = f"sqlite:///{desk.folder / 'new' / 'ledger.db'}"
    assert desk.run("restore", str(desk.folder / "safe"), "--ledger", url).code in {0, 3}
    assert {file.name: file.read_bytes() for file in (desk.folder / "new").rglob("witness/*")} == there


def test_another_key_is_refused_and_nothing_is_written(desk: Desk, tsa: Tsa) -> None:
    """Only the key that policy.toml names signs, whichever is at hand."""
    witnessed(desk, tsa)
    desk.freeze()
    code, said = sign(desk, tsa, "other")
    assert code == 1
    assert "not the one that policy.toml names" in said
    assert not (desk.folder / "book" / "witness").exists()


def test_a_manifest_that_is_not_witnessed_is_reported(desk: Desk, tsa: Tsa) -> None:
    """Where policy.toml names a key, what is published without a valid signature is open."""
    witnessed(desk, tsa)
    assert said_of(desk, "2027-01-05", "no signature and no time stamp") == ["open"]
    manifest = desk.site.manifest
    manifest.with_name("manifest.json.tsr").write_bytes(b"x")
    manifest.with_name("manifest.json.sig").write_bytes(OTHER.sign(manifest.read_bytes()))
    assert said_of(desk, "2027-01-05", "no valid signature") == ["open"]
    manifest.with_name("manifest.json.sig").write_bytes(KEY.sign(manifest.read_bytes()))
    assert said_of(desk, "2027-01-05", "its manifest") == []
