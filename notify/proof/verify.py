"""Checks a proof of notice, with nothing but Python 3.9: unzip the proof and run `python verify.py` in its folder."""

from __future__ import annotations

import base64
import email.policy
import hashlib
import html
import json
import runpy
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Optional

# What the chain keeps of an attempt and of its answer, in the order in which it is hashed.
COLUMNS = (
    "run_id", "intent_at", "dated_at", "recipients", "first", "last", "body_sha256",
    "outcome_at", "outcome", "status", "provider_id", "detail",
)  # fmt: skip
ANSWER = COLUMNS.index("outcome_at")
ENTRY = {"seq", "at", "notice_id", "action", "detail", "previous", "sha256"}
MOST_NAMED = 20
# What stands here on the word of whoever made the proof; of in-product.json, the counts in a notice's own folder.
UNCHAINED = {
    "in-product.json", "recipient.json", "request-part.json", "snapshot-row.json", "status.json", "events.json",
    "changes.json",
}  # fmt: skip
ANSWERS = "in-product.json"


class Report:
    """What was checked, and whether all of it held."""

    def __init__(self) -> None:
        self.failed = 0

    def check(self, what: str, held: bool) -> None:
        """Say one result."""
        print(f"{'ok  ' if held else 'FAIL'}  {what}")
        self.failed += not held

    def check_each(self, what: str, differences: list[str]) -> None:
        """Say one result, and what differs."""
        self.check(what, not differences)
        for words in differences[:MOST_NAMED]:
            print(f"      {words}")
        if len(differences) > MOST_NAMED:
            print(f"      and {len(differences) - MOST_NAMED:,} more")

    def read(self, file: Path) -> Any:
        """Read a JSON file; None, which is said, where it cannot be."""
        return self.run(file.name, load, file)

    def run(self, what: str, work: Callable[..., Any], *given: Any) -> Any:
        """Do something with files that may have been changed; says so where they make no sense any more."""
        try:
            return work(*given)
        except Exception as error:  # noqa: BLE001 - whatever was changed, what is left is still to be checked
            self.check(f"{what} can be read ({type(error).__name__}: {error})", False)
            return None


def main(folder: Path) -> int:
    """Check everything that the folder holds; returns the exit code."""
    report = Report()
    index = report.read(folder / "proof.json")
    if not isinstance(index, dict) or not {"files", "notices"} <= index.keys():
        report.check("proof.json lists what is in the proof; nothing else can be checked without it", False)
        return 1
    for name, sha256 in sorted(index["files"].items()):
        file = folder / name
        report.check(f"{name} is as it was exported", file.is_file() and digest(file.read_bytes()) == sha256)
    for name in sorted({file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}):
        if name not in index["files"] and name != "proof.json":
            print(f"--    {name} is no part of the proof: it was added afterwards, and nothing here speaks for it")
    chain = check_chain(report, folder / "audit.json")
    for notice_id in index["notices"]:
        report.run(f"the files of {notice_id}", check_notice, report, folder / notice_id, notice_id, chain)
    for meta in sorted((folder / "posts").glob("*.meta.json")):
        report.run(f"posts/{meta.name}", check_post, report, meta)
    for head in sorted((folder / "witness").glob("*.txt")):
        report.run(f"witness/{head.name}", check_witness, report, head, chain)
    if (folder / ANSWERS).is_file():
        report.run(ANSWERS, check_answers, report, folder / ANSWERS, chain)
    names = {Path(name).name for name in index["files"] if name != ANSWERS}
    bare = sorted(name for name in names if ".".join(name.split(".")[-2:]) in UNCHAINED)
    if bare:
        print(f"--    not checked, since no chain covers them (see README.txt): {', '.join(bare)}")
    print("Everything that could be checked holds." if not report.failed else f"{report.failed} checks FAILED.")
    return 1 if report.failed else 0


def check_chain(report: Report, file: Path) -> list[Any]:
    """Read the audit chain, and check each of its links."""
    found = report.read(file)
    chain = found if isinstance(found, list) else [{}]  # what cannot be read is broken at its first entry
    broken_at = first_broken_entry(chain)
    differs = [] if broken_at is None else [f"entry {broken_at} is not what was written there"]
    report.check_each(f"the audit chain of {len(chain)} entries is unbroken", differs)
    return chain


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
    check_attempts(report, notice_id, attempts, [entry for entry in chain if entry["notice_id"] == notice_id])
    changes_of_record = runpy.run_path(str(folder.parent / "record.py"))["changes_of_record"]
    states_after = runpy.run_path(str(folder.parent / "standing.py"))["states_after"]
    differences = changes_of_record(load(folder / "record.json"), notice_id, chain, states_after)
    report.check_each(f"{notice_id}: how and when it was sent is what the audit chain says", differences)
    for policy, sha256 in published_texts(folder, json.loads(facts), frozen):
        if policy.is_file():
            report.check(f"{notice_id}: {policy.name} is the published text", digest(policy.read_bytes()) == sha256)
    check_manifests(report, folder, notice_id, json.loads(facts))
    if (folder / "recipient.json").is_file():
        check_message(report, folder, notice_id, attempts)


def check_manifests(report: Report, folder: Path, notice_id: str, facts: Any) -> None:
    """Check each link of what the site says of its versions, and that the one of the version told is among them."""
    told = [facts, *facts.get("with", [])]
    for part in told:
        file = folder / (f"{part['policy']['slug']}.manifest.json" if len(told) > 1 else "manifest.json")
        if not file.is_file():
            continue
        versions = load(file)["versions"]
        broken = runpy.run_path(str(folder.parent / "chain.py"))["first_broken_version"](versions)
        report.check_each(
            f"{notice_id}: each version in {file.name} is what its link says was published",
            [f"version {broken} is not"] if broken else [],
        )
        link = part["version"].get("chain_sha256")
        if link:
            held = any(each["chain_sha256"] == link for each in versions)
            report.check(f"{notice_id}: the version that was told of has the same link in {file.name}", held)
        old = file.with_name(file.name.replace("manifest.json", "policy-old.md"))
        before = [each for each in versions if each["version_id"] == part["version"]["predecessor_id"]]
        if old.is_file():
            held = any(each["text_sha256"] == digest(old.read_bytes()) for each in before)
            report.check(f"{notice_id}: {old.name} is the text before it that {file.name} names", held)


def check_attempts(report: Report, notice_id: str, attempts: list[Any], entries: list[Any]) -> None:
    """Check every attempt and answer against the entries of the chain about its notice; names each that differs."""
    seals = [(e["seq"], json.loads(e["detail"])["seal"]) for e in entries if '"seal"' in e["detail"]]
    kept = [(seq, seal) for seq, seal in seals if seal]
    if kept:
        if all("row" in each for each in attempts):
            differences = [words for seq, seal in kept for words in changes_under(seq, seal, attempts)]
        else:
            differences = ["an attempt lacks the number of its row, by which seals say what they cover"]
        report.check_each(f"{notice_id}: each attempt and each answer is what the audit chain sealed", differences)
        later = sum(each.get("row", 0) > kept[-1][1]["up_to"] for each in attempts)
        if later:
            print(
                f"--    {notice_id}: {later:,} attempts are newer than the last seal, and under no entry of the chain"
            )
    ended = [json.loads(e["detail"]) for e in entries if e["action"] == "send ended"]
    if ended and "attempts" in ended[-1]:  # a release without seals kept one hash of them all
        bare = [{name: value for name, value in each.items() if name != "row"} for each in attempts]
        again = json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()
        held = digest(again) == ended[-1]["attempts"]
        report.check(f"{notice_id}: the attempts are those that the audit chain covers", held)


def changes_under(seq: int, seal: Any, attempts: list[Any]) -> list[str]:
    """Say in words which of the attempts under a seal are not what they were."""
    rows = [
        ((each["batch_id"], each["attempt"]), tuple(as_written(name, each[name]) for name in COLUMNS))
        for each in attempts
        if seal["above"] < each["row"] <= seal["up_to"]
    ]
    starts = [tuple(group[:2]) for group in seal["groups"]]
    parts: list[list[Any]] = [[] for _ in range(len(starts) + 1)]
    place = 0
    for row in sorted(rows, key=lambda row: row[0]):
        while place < len(starts) and starts[place] <= row[0]:
            place += 1
        parts[place].append(row)
    words = [f"{name_of(row[0])} was added" for row in parts[0]]
    for number, sealed in enumerate(seal["groups"], start=1):
        part = parts[number]
        sha256 = digest("".join(map(ascii, part)).encode())[:20]
        if not part or sealed[:4] != [*part[0][0], len(part), sha256]:
            words.append(f"{change(sealed, part)} (entry {seq} of the chain knows better)")
    return words


def change(sealed: list[Any], rows: list[Any]) -> str:
    """Name the row, or the rows among which it is, and the columns that differ."""
    first, was = tuple(sealed[:2]), sealed[2]
    if len(rows) < was:
        gone = f"{was - len(rows)} of {was} attempts from {name_of(first)} on are gone"
        return f"{name_of(first)} is gone" if was == 1 else gone
    if len(rows) > was:
        added = [row[0] for row in rows if row[0] != first]
        span = f"{name_of(rows[0][0])} to {name_of(rows[-1][0])}"
        return f"{name_of(added[0])} was added" if was == 1 else f"{len(rows) - was} attempts from {span} were added"
    if rows[0][0] != first:
        return f"{name_of(first)} is gone, and {name_of(rows[0][0])} was added"
    told = [tuple(row[1][number] for row in rows) for number in range(len(COLUMNS))]
    sums = struct.unpack(f">{len(COLUMNS)}H", base64.b64decode(sealed[4]))
    columns = [n for n, column in enumerate(told) if zlib.crc32(ascii(column).encode()) & 0xFFFF != sums[n]]
    if was > 1:
        names = ", ".join(COLUMNS[number] for number in columns) or "what they say"
        span = f"{name_of(first)} to {name_of(rows[-1][0])}"
        return f"one or more of {was:,} attempts from {span} were changed, in {names}"
    ((_, values),) = rows
    if ANSWER in columns and not any(values[ANSWER:]):
        return f"the answer to {name_of(first)} is gone"
    says = ", ".join(f"{COLUMNS[number]} now says {values[number]}" for number in columns)
    return f"{name_of(first)} was changed: {says or 'in what it says'}"


def as_written(name: str, value: Any) -> Any:
    """Give a moment as the ledger writes it: always with its microseconds."""
    is_moment = name.endswith("_at") and value is not None
    return value.replace("+", ".000000+") if is_moment and "." not in value else value


def name_of(key: Any) -> str:
    """Name an attempt."""
    return f"attempt {key[1]} of batch {key[0]}"


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
    text, page = recipient["opening"].join(letter["text"]), html.escape(recipient["opening"]).join(letter["html"])
    for name, words in (("message.txt", text), ("message.html", page)):
        held = (folder / name).read_text("utf-8") == words
        report.check(f"{notice_id}: {name} is the letter with the recipient's own line", held)
    group = load(folder / "record.json")["letters"][recipient["letter"]]
    held = group["first"] <= recipient["delivery"] <= group["last"]
    report.check(f"{notice_id}: letter {recipient['letter']} is the one for this recipient", held)
    message = folder / "message.eml"
    own = [a for a in attempts if a["batch_id"] == recipient["batch"] and a["attempt"] == recipient["attempt"]]
    if message.is_file() and own:
        sender = load(folder / "facts.json")["sender"]["email"]
        expected = {
            "From": sender, "To": recipient["address"], "Subject": letter["subject"],
            "Date": datetime.fromisoformat(own[0]["dated_at"]).isoformat(timespec="seconds"),
            "its text": text, "its HTML": page,
        }  # fmt: skip
        report.check_each(
            f"{notice_id}: message.eml is that letter, from the sender to the recipient, dated as the attempt was",
            [f"{name} differs" for name, said in read_message(message).items() if said != as_read(expected[name])],
        )
    if message.is_file() and own and own[0]["recipients"] == 1:
        report.check(
            f"{notice_id}: message.eml is, byte for byte, what was handed over",
            digest(message.read_bytes()) == own[0]["body_sha256"],
        )


def read_message(file: Path) -> dict[str, str]:
    """Read what a message says in its head and in its two parts."""
    message: Any = email.message_from_string(file.read_text("utf-8", "replace"), policy=email.policy.default)
    parts = {part.get_content_type(): as_read(part.get_content()) for part in message.walk() if not part.is_multipart()}
    text = parts.get("text/plain", "")
    return {
        "From": message["From"].addresses[0].addr_spec,
        "To": message["To"].addresses[0].addr_spec,
        "Subject": str(message["Subject"]),
        "Date": message["Date"].datetime.astimezone(timezone.utc).isoformat(timespec="seconds"),  # noqa: UP017 - as above
        "its text": f"\n{text}".replace("\n ", "\n")[1:],  # a blank keeps what begins a line on its way (RFC 3676, 4.4)
        "its HTML": parts.get("text/html", ""),
    }


def as_read(words: str) -> str:
    """Give words as they are after their way, which may change the ends of lines."""
    return words.replace("\r\n", "\n").strip("\n")


def check_answers(report: Report, file: Path, chain: list[Any]) -> None:
    """Check what the account did inside the product against the entries that sealed it."""
    answers = load(file)
    seals = {entry["seq"]: json.loads(entry["detail"]) for entry in chain if entry["action"] == "answers sealed"}
    sealed = [each for each in answers if each["seal"] is not None]
    changed = [
        f"record {each['record']} is not what entry {each['seal']} of the chain sealed"
        for each in sealed
        if each["seal"] not in seals or not is_sealed(each, seals[each["seal"]])
    ]
    report.check_each(f"{len(sealed)} answers inside the product are what the audit chain sealed", changed)
    later = len(answers) - len(sealed)
    if later:
        print(f"--    {later} answers inside the product are newer than the last seal, and under no entry of the chain")


def is_sealed(answer: Any, seal: Any) -> bool:
    """Tell whether a record is among those that one entry of the chain sealed."""
    whose = digest((answer["salt"] + answer["account_id"]).encode())
    said = [answer[name] for name in ("slug", "version_id", "text_sha256", "did", "at", "how")]
    words = json.dumps([answer["record"], whose, *said], ensure_ascii=False, separators=(",", ":"))
    own, beside, blocks = digest(words.encode()), answer["beside"], answer["blocks"]
    is_within = seal["above"] < answer["record"] <= seal["up_to"] and own in beside
    return (
        is_within
        and blocks[answer["block"]] == digest("".join(beside).encode())
        and seal["sha256"] == digest("".join(blocks).encode())
    )


def check_post(report: Report, meta_file: Path) -> None:
    """Check the provider's signature under one raw event post."""
    meta = load(meta_file)
    if not meta["signature"]:
        print(f"--    post {meta['post_id']} came unsigned ({meta['source']})")
        return
    body = (meta_file.parent / f"{meta['post_id']}.raw").read_bytes()
    signature_holds = runpy.run_path(str(meta_file.parent.with_name("signature.py")))["signature_holds"]
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


def first_broken_entry(chain: list[Any]) -> Optional[int]:  # noqa: UP045 - as above
    """Recompute every link; returns the number of the first that does not hold."""
    previous = ""
    for number, entry in enumerate(chain, start=1):
        if not isinstance(entry, dict) or not ENTRY.issubset(entry):
            return number
        parts = [entry["seq"], entry["at"], entry["notice_id"], entry["action"], entry["detail"], previous]
        sha256 = digest(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode())
        if entry["seq"] != number or entry["previous"] != previous or entry["sha256"] != sha256:
            return number
        previous = sha256
    return None


def load(file: Path) -> Any:
    """Read a JSON file."""
    return json.loads(file.read_text("utf-8"))


def digest(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
