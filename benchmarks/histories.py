"""Make repositories to measure on: an invented policy's long life, and real histories joined into one."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from pathlib import Path

from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions
from site_gen.model.policy import Policy

PATH = "policy/privacy.md"
POLICY = Policy(slug="privacy", language="en", path=PATH)

_SIZE = 62_000  # bytes: what a large real policy has
_FIRST, _LAST = datetime(2006, 1, 2, 9, tzinfo=UTC), datetime(2025, 12, 1, 9, tzinfo=UTC)
_AUTHOR = "Benchmark <benchmark@example.com>"

_WHO = (
    "we|our affiliates|our service providers|our advertising partners|the support team|our auditors|payment processors"
)
_MAY = "may|will|do not|can|are required to|reserve the right to|have agreed to|never"
_DO = "collect|use|share|keep|delete|disclose|transfer|combine|review|correct|encrypt|anonymise|publish|sell"
_WHAT = (
    "your email address|device identifiers|precise location|purchase history|messages that you send|your date of birth|"
    "payment details|crash reports|the pages you visit|voice recordings|your contact list|photographs|search terms|"
    "inferences about your interests|records of support calls|the name on your account|biometric templates"
)
_WHY = (
    "provide the service|prevent fraud|comply with the law|measure how features perform|show relevant offers|"
    "answer your requests|train our models|bill you correctly|keep accounts secure|plan capacity|enforce our terms"
)
_WHEN = (
    "when you create an account|for as long as your account is open|for {n} months after your last visit|"
    "where you have given consent|unless you object|within {n} days of your request|where a court orders it|"
    "if you are older than {n}|while you are signed in|before any transfer takes place"
)
_TOPIC = (
    "Information|Purposes|Recipients|Retention|Security|Children|Cookies|Transfers|Your rights|Your choices|"
    "Advertising|Research|Payments|Contacts|Complaints|Changes|Location|Profiling|Partners|Legal bases"
)
_OF = (
    "that you give us|we receive from others|in your country|on mobile devices|for businesses|in the European Union|"
    "at work"
)
_WORDS = {name: value.split("|") for name, value in {
    "who": _WHO, "may": _MAY, "do": _DO, "what": _WHAT, "why": _WHY, "when": _WHEN, "topic": _TOPIC, "of": _OF,
}.items()}  # fmt: skip


def synthetic_history(folder: Path, versions: int, seed: int) -> Path:
    """Write a repository whose one policy of some 62 KB changes with every commit by a few words or a paragraph."""
    return _write(folder, islice(_lives(random.Random(seed)), versions), versions)  # noqa: S311  not a secret


def history_of(folder: Path, texts: Sequence[bytes]) -> Path:
    """Write a repository whose one policy lived through these texts, spread over two decades."""
    return _write(folder, texts, len(texts))


def joined_history(folder: Path, bundles: Sequence[Path], versions: int) -> Path:
    """Write a repository that lives through the texts of several others, one after the other, none twice in a row."""
    texts = (text for text, _ in groupby(text for bundle in bundles for text in _texts_of(bundle)))
    return _write(folder, islice(texts, versions), versions)


def add_version(folder: Path, text: bytes) -> None:
    """Commit one more text on top, a day after the last."""
    tip = open_repository(folder)
    (revisions,) = read_revisions(tip, [POLICY])
    _import(folder, [_commit(text, revisions[-1].committed_at + timedelta(days=1), parent=tip.tip)])


def _write(folder: Path, texts: Iterable[bytes], versions: int) -> Path:
    step = (_LAST - _FIRST) / max(versions, 1)
    _git(folder.parent, "init", "--quiet", "--initial-branch=main", str(folder))
    _import(folder, (_commit(text, _FIRST + number * step) for number, text in enumerate(texts)))
    _git(folder, "gc", "--quiet")  # as a clone would be
    return folder


def _import(folder: Path, commits: Iterable[bytes]) -> None:
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        importer.stdin.writelines(commits)
        importer.stdin.close()
        assert importer.wait() == 0


def _commit(text: bytes, moment: datetime, parent: str = "") -> bytes:
    who = f"{_AUTHOR} {int(moment.timestamp())} +0000"
    head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 6\nChange\n"
    origin = f"from {parent}\n" if parent else ""
    return f"{head}{origin}M 100644 inline {PATH}\ndata {len(text)}\n".encode() + text + b"\n"


def _texts_of(bundle: Path) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        _git(bundle.parent, "clone", "--quiet", "--bare", str(bundle), folder)
        repository = open_repository(Path(folder))
        (revisions,) = read_revisions(repository, [POLICY])
        oids = [revision.text_oid for revision in revisions if revision.text_oid]
        texts = dict(repository.blobs(oids))
        yield from (texts[oid] for oid in oids)


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def _lives(chance: random.Random) -> Iterator[bytes]:
    """Yield one policy's texts for ever."""
    writer = _Writer(chance)
    blocks = writer.policy()
    text = ""
    while True:
        before, text = text, "\n\n".join(blocks) + "\n"
        if text != before:
            yield text.encode()
        writer.edit(blocks)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what reads like a policy, from short lists of words."""

    chance: random.Random
    numbers: list[int] = field(default_factory=lambda: list(range(1, 100)))

    def policy(self) -> list[str]:
        """Return the blocks of a whole policy."""
        blocks = ["# Privacy Policy"]
        size = 0
        while size < _SIZE:
            section = self.section(sum(block.startswith("## ") for block in blocks) + 1)
            blocks += section
            size += sum(len(block) + 2 for block in section)
        return blocks

    def edit(self, blocks: list[str]) -> None:
        """Change a few words of a few blocks, and now and then a whole paragraph."""
        for _ in range(self.chance.randint(1, 3)):
            position = self.chance.randrange(1, len(blocks))
            blocks[position] = self.reworded(blocks[position])
        if self.chance.random() < 0.15:
            self.rewrite_a_paragraph(blocks)

    def section(self, number: int) -> list[str]:
        kinds = self.chance.choices([self.paragraph, self.bullets, self.table], weights=[6, 3, 1], k=6)
        title = f"{number}. {self.pick('topic')} {self.pick('of')}"
        return [f"## {title}", self.paragraph(), *(kind() for kind in kinds)]

    def paragraph(self) -> str:
        sentences = " ".join(self.sentence() for _ in range(self.chance.randint(2, 6)))
        link = f"[{self.pick('topic').lower()}](https://example.com/{self.chance.choice(self.numbers)})"
        return f"{sentences} See {link}." if self.chance.random() < 0.3 else sentences

    def bullets(self) -> str:
        items = (f"- **{self.pick('topic')}**: {self.clause()}." for _ in range(self.chance.randint(3, 8)))
        return "\n".join(items)

    def table(self) -> str:
        rows = (f"| {self.pick('what')} | {self.pick('why')} | {self.pick('who')} |" for _ in range(5))
        return "\n".join(["| Information | Purpose | Recipients |", "|---|---|---|", *rows])

    def sentence(self) -> str:
        text = f"{self.clause()}."
        return text[0].upper() + text[1:]

    def clause(self) -> str:
        core = f"{self.pick('who')} {self.pick('may')} {self.pick('do')} {self.pick('what')} to {self.pick('why')}"
        return f"{core} {self.pick('when').format(n=self.chance.choice(self.numbers))}"

    def pick(self, kind: str) -> str:
        return self.chance.choice(_WORDS[kind])

    def reworded(self, block: str) -> str:
        """Change one or two words; a heading, and a table's frame, keep theirs."""
        words = block.split(" ")
        for _ in range(self.chance.randint(1, 2)):
            position = self.chance.randrange(len(words))
            if words[position].isalpha() and not block.startswith("#"):
                words[position] = self.pick("what").split()[-1]
        return " ".join(words)

    def rewrite_a_paragraph(self, blocks: list[str]) -> None:
        """Replace, add or remove one, so that the policy neither grows nor shrinks for long."""
        position = self.chance.randrange(2, len(blocks))
        if blocks[position].startswith("#"):
            return
        kind = self.chance.choice(("replace", "add", "remove"))
        replacement = [] if kind == "remove" else [self.paragraph()]
        blocks[position : position + (kind != "add")] = replacement
