"""A proof of notice answers what an account was told, names nobody else, and can be checked without us."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from notify.proof.verify import main
from tests.notify.conftest import Desk
from tests.notify.proof.checking import proof_of, verify


def test_a_proof_answers_and_verifies_with_python_alone(desk: Desk) -> None:
    """The zip holds the message, both texts, attempts and the chain; Python alone finds it whole."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a3")
    (notice,) = (path for path in folder.iterdir() if path.is_dir())
    sent = next(file for file in desk.messages() if b"cleo@three.example" in file.read_bytes())
    assert (notice / "message.eml").read_bytes() == sent.read_bytes()
    assert json.loads((notice / "recipient.json").read_text())["fate"] == "unconfirmed"
    assert (notice / "policy-new.md").read_text() != (notice / "policy-old.md").read_text()
    done = verify(folder)
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
    folder = proof_of(desk, "--account", "a1")
    file = next(folder.rglob(name))
    content = file.read_bytes()
    at = content.rindex(b"2") if b"2" in content else len(content) // 2
    file.write_bytes(content[:at] + b"3" + content[at + 1 :])
    assert verify(folder).returncode == 1


EDITS = [
    ("message.eml", rb"(?m)^Subject: .*", b"Subject: Nothing important\r", "Subject differs"),
    ("message.eml", rb"(?m)^To: .*", b"To: other@mail.example\r", "To differs"),
    ("message.eml", rb"(?m)^From: .*", b"From: other@mail.example\r", "From differs"),
    ("message.eml", rb"(?m)^Date: .*", b"Date: Mon, 2 Nov 2026 10:00:00 +0000\r", "Date differs"),
    ("message.eml", rb"analytics", b"no", "its text differs"),
    ("message.html", rb"analytics", b"no", "message.html is the letter with the recipient's own line"),
    ("policy-old.md", rb"\A", b"Not ", "policy-old.md is the text before it that manifest.json names"),
]


@pytest.mark.parametrize(("name", "pattern", "fresh", "words"), EDITS)
def test_whoever_edits_a_proof_and_its_list_of_hashes_is_found_out(
    desk: Desk, name: str, pattern: bytes, fresh: bytes, words: str
) -> None:
    """What the frozen letter, the attempt and the manifest say is what every text of a proof is held against."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a1")
    file = next(folder.rglob(name))
    edited, changed = re.subn(pattern, fresh, file.read_bytes())
    assert changed
    file.write_bytes(edited)
    index = json.loads((folder / "proof.json").read_text())
    index["files"][file.relative_to(folder).as_posix()] = hashlib.sha256(edited).hexdigest()
    (folder / "proof.json").write_text(json.dumps(index))
    told = verify(folder)
    assert (told.returncode, "as it was exported\nFAIL" in told.stdout) == (1, False)
    assert words in told.stdout


def test_a_proof_names_the_attempt_and_the_column_that_were_changed(desk: Desk) -> None:
    """Where somebody changed an answer in a proof, its own verifier says which, and what it now says."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a1")
    (file,) = folder.rglob("attempts.json")
    rows = json.loads(file.read_text())
    rows[0]["outcome_at"] = "2026-01-01T00:00:00+00:00"
    file.write_text(json.dumps(rows))
    told = verify(folder)
    assert told.returncode == 1
    what = f"attempt {rows[0]['attempt']} of batch {rows[0]['batch_id']} was changed"
    assert f"{what}: outcome_at now says 2026-01-01T00:00:00.000000+00:00 (entry" in told.stdout
    for row in rows:
        del row["row"]
    file.write_text(json.dumps(rows))
    assert "an attempt lacks the number of its row" in verify(folder).stdout


def test_a_proof_names_nobody_else(desk: Desk) -> None:
    """One account's proof, without raw posts, holds no other account's id or address."""
    desk.freeze()
    desk.send(4)
    desk.bring([{"email": "bob@two.example", "event": "delivered"}])
    folder = proof_of(desk, "--account", "a1", "--redact")
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert b"ann@one.example" in everything
    for other in (b"bob@two.example", b"cleo@three", b"dan@four"):
        assert other not in everything


def test_a_proof_of_who_was_not_told_says_why(desk: Desk) -> None:
    """An account that was not owed the notice gets a proof that says so; an unknown one is refused."""
    desk.accounts.write_text("account_id,email,created_on\n1,a@b.example,\n2,c@d.example,2027-02-01\n")
    desk.freeze()
    row = next(proof_of(desk, "--account", "2").rglob("snapshot-row.json"))
    assert json.loads(row.read_text())["not_owed_or_unusable"][0]["reason"] == "signed up after publication"
    assert "no notice has an account" in desk.run("proof", "--account", "nobody", "--ledger", desk.url).err


def test_a_notices_proof_holds_the_whole_audience(desk: Desk) -> None:
    """The proof of a notice has the frozen snapshot itself, which hashes to what the chain says."""
    notice = desk.freeze().body["notice"]
    desk.send(4)
    folder = proof_of(desk, "--notice", notice)
    assert (folder / notice / "snapshot.parquet").is_file()
    done = verify(folder)
    assert "snapshot.parquet is the frozen audience" in done.stdout
    assert done.returncode == 0


def test_the_readme_lists_what_is_there_and_the_check_what_it_cannot_cover(desk: Desk) -> None:
    """No file is described that the zip lacks; a file that was added, and what no chain covers, are named."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a1")
    words = (folder / "README.txt").read_text()
    described = words[: words.index("Words:")]
    for name in ("  in-product.json", "  witness/", "  posts/", "  snapshot.parquet"):
        assert name not in described
    for name in ("  facts.json", "  manifest.json", "  message.*", "  audit.json"):
        assert name in described
    (folder / "extra.txt").write_text("x")
    told = verify(folder)
    assert told.returncode == 0, told.stdout
    assert "extra.txt is no part of the proof" in told.stdout
    assert "no chain covers them (see README.txt): changes.json, events.json, recipient.json, snap" in told.stdout


@pytest.mark.parametrize("name", ["attempts.json", "audit.json", "proof.json", "facts.json", "manifest.json"])
def test_a_file_that_is_no_json_any_more_ends_no_check(desk: Desk, name: str) -> None:
    """Whatever a file holds, the check says so in a line of its own and goes on."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a1")
    file = next(folder.rglob(name))
    file.write_bytes(b"\xff" + file.read_bytes()[1:])
    told = verify(folder)
    assert (told.returncode, told.stderr) == (1, "")
    assert "can be read (UnicodeDecodeError" in told.stdout


def test_an_edited_manifest_in_a_proof_is_found_by_its_link(desk: Desk) -> None:
    """Also where the list of hashes fits, a version that is not what its link says is named."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a1")
    file = next(folder.rglob("manifest.json"))
    file.write_text(file.read_text().replace("You can opt out.", "You cannot."))
    told = verify(folder)
    assert (told.returncode, "version 2027-01-02 is not" in told.stdout) == (1, True)


def test_no_flipped_byte_ends_the_check(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever a byte of a JSON file is another, keys and brackets too, the check goes on to its last line."""
    desk.freeze()
    desk.send(4)
    folder = proof_of(desk, "--account", "a1")
    for name in ("attempts.json", "audit.json", "proof.json", "facts.json", "recipient.json", "manifest.json"):
        file = next(folder.rglob(name))
        content = file.read_bytes()
        for at in {*range(0, 60, 3), *range(0, len(content), len(content) // 12)}:
            file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            main(folder)
            assert "FAIL" in capsys.readouterr().out or name == "proof.json", (name, at)
        file.write_bytes(content)
    assert main(folder) == 0
