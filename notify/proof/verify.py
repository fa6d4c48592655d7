"""Checks a proof of notice, with nothing but Python 3.9: unzip the proof and run `python verify.py` in its folder."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Optional

# The curve P-256 (FIPS 186-4), in which the provider signs its event posts.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

Point = Optional[tuple[int, int]]  # noqa: UP045 - older Pythons check proofs too


class Report:
    """What was checked, and whether all of it held."""

    def __init__(self) -> None:
        self.failed = 0

    def check(self, what: str, held: bool) -> None:
        """Say one result."""
        print(f"{'ok  ' if held else 'FAIL'}  {what}")
        self.failed += not held


def main(folder: Path) -> int:
    """Check everything that the folder holds; returns the exit code."""
    report = Report()
    index = load(folder / "proof.json")
    for name, sha256 in sorted(index["files"].items()):
        file = folder / name
        report.check(f"{name} is as it was exported", file.is_file() and digest(file.read_bytes()) == sha256)
    chain = load(folder / "audit.json")
    report.check(f"the audit chain of {len(chain)} entries is unbroken", chain_holds(chain))
    for notice_id in index["notices"]:
        check_notice(report, folder / notice_id, notice_id, chain)
    for meta in sorted((folder / "posts").glob("*.meta.json")):
        check_post(report, meta)
    for head in sorted((folder / "witness").glob("*.txt")):
        check_witness(report, head, chain)
    print("Everything that could be checked holds." if not report.failed else f"{report.failed} checks FAILED.")
    return 1 if report.failed else 0


def check_notice(report: Report, folder: Path, notice_id: str, chain: list[Any]) -> None:
    """Check one notice against the audit chain."""
    frozen = [json.loads(e["detail"]) for e in chain if e["notice_id"] == notice_id and e["action"] == "frozen"][-1]
    for entry in chain:
        if entry["action"] == "erased":  # one person was taken out of the audience; the others are as they were frozen
            frozen.update(json.loads(entry["detail"])["notices"].get(notice_id, {}))
    facts = (folder / "facts.json").read_bytes()
    report.check(f"{notice_id}: what was published is what was frozen", digest(facts) == frozen["facts"])
    for letter in sorted(folder.glob("letter-*.json")):
        report.check(
            f"{notice_id}: {letter.name} is one of the frozen letters", digest(letter.read_bytes()) in frozen["letters"]
        )
    for name, key in (("snapshot.parquet", "snapshot"), ("outside.parquet", "outside")):
        if (folder / name).is_file():
            report.check(
                f"{notice_id}: {name} is the frozen audience", digest((folder / name).read_bytes()) == frozen[key]
            )
    attempts = load(folder / "attempts.json")
    ended = [json.loads(e["detail"]) for e in chain if e["notice_id"] == notice_id and e["action"] == "send ended"]
    if ended:
        again = json.dumps(attempts, sort_keys=True, ensure_ascii=False).encode()
        report.check(
            f"{notice_id}: the attempts are those that the audit chain covers", digest(again) == ended[-1]["attempts"]
        )
    for policy, sha256 in published_texts(folder, json.loads(facts), frozen):
        if policy.is_file():
            report.check(f"{notice_id}: {policy.name} is the published text", digest(policy.read_bytes()) == sha256)
    if (folder / "recipient.json").is_file():
        check_message(report, folder, notice_id, attempts)


def published_texts(folder: Path, facts: Any, frozen: Any) -> list[tuple[Path, str]]:
    """Say in which file each text is that a notice tells of, and what it hashed to when it was frozen."""
    beside = frozen.get("with", [])
    if not beside:
        return [(folder / "policy-new.md", frozen["text_sha256"])]
    told = [(facts["policy"]["slug"], frozen["text_sha256"])] + [
        (each["policy"], each["text_sha256"]) for each in beside
    ]
    return [(folder / f"{slug}.policy-new.md", sha256) for slug, sha256 in told]


def check_message(report: Report, folder: Path, notice_id: str, attempts: list[Any]) -> None:
    """Check that the message follows from the frozen letter, and is what was handed over."""
    recipient = load(folder / "recipient.json")
    letter = load(folder / f"letter-{recipient['letter']}.json")
    text = recipient["opening"].join(letter["text"])
    report.check(
        f"{notice_id}: message.txt is the letter with the recipient's own line",
        (folder / "message.txt").read_text("utf-8") == text,
    )
    message = folder / "message.eml"
    own = [a for a in attempts if a["batch_id"] == recipient["batch"] and a["attempt"] == recipient["attempt"]]
    if message.is_file() and own and own[0]["recipients"] == 1:
        report.check(
            f"{notice_id}: message.eml is, byte for byte, what was handed over",
            digest(message.read_bytes()) == own[0]["body_sha256"],
        )


def check_post(report: Report, meta_file: Path) -> None:
    """Check the provider's signature under one raw event post."""
    meta = load(meta_file)
    if not meta["signature"]:
        print(f"--    post {meta['post_id']} came unsigned ({meta['source']})")
        return
    body = (meta_file.parent / f"{meta['post_id']}.raw").read_bytes()
    held = signature_holds(meta["public_key"], meta["signature"], meta["timestamp"].encode() + body)
    report.check(f"post {meta['post_id']} carries the provider's signature", held)


def check_witness(report: Report, head: Path, chain: list[Any]) -> None:
    """Check that a witnessed head is an entry of the chain; with `openssl`, also who says so and since when."""
    number, _, sha256 = head.read_text("utf-8", "replace").strip().partition(" ")
    entry = chain[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(chain) else {}
    is_there = entry.get("sha256") == sha256
    report.check(f"witness/{head.name}: entry {number} of the chain is the one that was witnessed", is_there)
    key, signature, stamp = (head.with_name(head.name + part) for part in (".pem", ".sig", ".tsr"))
    if key.is_file() and signature.is_file():
        command = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", head, "-sigfile", signature]
        openssl(report, f"witness/{head.name} carries the signature of the key in {key.name}", command)
        print(f"--    no proof can say whose key it is: compare {key.name} with the one that is published")
    if stamp.is_file() and len(sys.argv) > 1:
        command = ["ts", "-verify", "-data", head, "-in", stamp, "-CAfile", Path(sys.argv[1])]
        openssl(report, f"witness/{head.name} carries a time stamp that traces back to {sys.argv[1]}", command)
    elif stamp.is_file():
        print(f"--    {stamp.name} was not checked: run `python verify.py CERTIFICATES.pem`, with those of its service")


def openssl(report: Report, what: str, arguments: list[Any]) -> None:
    """Let the program `openssl` check something; without it, say that nobody did."""
    command = [shutil.which("openssl") or "openssl", *map(str, arguments)]
    if shutil.which("openssl") is None:
        print(f"--    not checked, since openssl is not installed: {what}; elsewhere: {' '.join(command)}")
        return
    done = subprocess.run(command, capture_output=True, check=False)
    report.check(what, done.returncode == 0)


def chain_holds(chain: list[Any]) -> bool:
    """Recompute every link."""
    previous = ""
    for number, entry in enumerate(chain, start=1):
        parts = [entry["seq"], entry["at"], entry["notice_id"], entry["action"], entry["detail"], previous]
        sha256 = digest(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode())
        if entry["seq"] != number or entry["previous"] != previous or entry["sha256"] != sha256:
            return False
        previous = sha256
    return True


def signature_holds(public_key: str, signature: str, message: bytes) -> bool:
    """Verify ECDSA over P-256 with SHA-256; key and signature are base64 of their DER forms."""
    try:
        der = base64.b64decode(public_key)
        if der[-65] != 4:
            return False
        key = int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")
        r, s = der_integers(base64.b64decode(signature))
    except (ValueError, IndexError):
        return False
    on_curve = (key[1] ** 2 - key[0] ** 3 + 3 * key[0] - B) % P == 0
    if not on_curve or not 0 < r < N or not 0 < s < N:
        return False
    z, w = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, N)
    point = add(times(z * w % N, G), times(r * w % N, key))
    return point is not None and point[0] % N == r


def der_integers(der: bytes) -> tuple[int, int]:
    """Read a DER sequence of two integers."""
    values, at = [], 2
    while at < len(der):
        length = der[at + 1]
        values.append(int.from_bytes(der[at + 2 : at + 2 + length], "big"))
        at += 2 + length
    r, s = values
    return r, s


def add(p: Point, q: Point) -> Point:
    """Add two points of the curve; None is the point at infinity."""
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    rise, run = (3 * p[0] * p[0] - 3, 2 * p[1]) if p == q else (q[1] - p[1], q[0] - p[0])
    slope = rise * pow(run, -1, P) % P
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(k: int, point: Point) -> Point:
    """Multiply a point by a number."""
    result: Point = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def load(file: Path) -> Any:
    """Read a JSON file."""
    return json.loads(file.read_text("utf-8"))


def digest(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
