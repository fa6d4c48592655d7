"""`policy-site approve`: write into the change note that somebody approved this very text."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from datetime import date

from site_gen.check.approval import approvals, outdated_approvals
from site_gen.check.case import Case
from site_gen.check.proposal.read import Request, read_cases, work_files
from site_gen.errors import HistoryError
from site_gen.git.trees import DiskTree
from site_gen.options import Options
from site_gen.redline.digest.summary import summarise
from site_gen.requests.arguments import options_of, request_of

_HEAD = re.compile(rb"approved\s*:", re.IGNORECASE)
_MOST = 100
"""Characters of a name."""


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    who = arguments.who
    if who is None and sys.stdin.isatty():
        print("Who approves? ", end="", file=sys.stderr, flush=True)
        who = sys.stdin.readline()
    if not who or not who.strip():
        print("policy-site approve: say who approves, with --as NAME", file=sys.stderr)
        return 2
    if arguments.head:
        print(
            "policy-site approve: the note is written on disk; check the commit out, and leave --head out",
            file=sys.stderr,
        )
        return 2
    return run(options_of(arguments), request_of(arguments), who)


def run(options: Options, request: Request, who: str) -> int:
    """Approve the text that the change in hand touches and a note declares; of several, those that the user names.

    Raises HistoryError where no note declares a change, or where several do and none of their policies is named.
    """
    name = _check_name(who)
    cases = [case for case in read_cases(options, request) if case.is_version and case.after and case.draft]
    if not cases:
        raise HistoryError("there is nothing to approve: no note here declares a change of a policy")
    if len(cases) > 1 and not options.policies:
        listed = "\n".join(f"  --policy {case.policy.path}   {_about(case)}" for case in cases)
        raise HistoryError(
            f"this change declares {len(cases)} texts, and an approval is of a text that somebody has read; "
            f"name each that {name} approves:\n{listed}"
        )
    files = work_files(options)
    for case in cases:
        _approve(files, case, name)
    return 0


def _approve(files: DiskTree, case: Case, who: str) -> None:
    path = case.draft.note.path if case.draft else ""
    if any(each.who.casefold() == who.casefold() for each in approvals(case)):
        _say(f"{case.policy.path}: {who} approved this text already")
        return
    over = [each.text_sha256 for each in outdated_approvals(case) if each.who.casefold() == who.casefold()]
    files.rewrite(path, approved_note(files.read(path) or b"", who, case.today, case.text_sha256, over))
    print(path)
    _say(f"{case.policy.path}: {who} approves the text {case.text_sha256[:12]}... ({_about(case)})")
    _say(f"commit {path} with it")
    _say("what the note says (class, day of effect, words) is not part of it: the pull request's review covers that")


def _about(case: Case) -> str:
    """Say in short what an approval is about."""
    size = summarise(case.redline).statement.rstrip(".") if case.redline else "a first version"
    declared = case.draft.note if case.draft else None
    from_on = f", effective {declared.effective_on}" if declared and declared.effective_on else ""
    return f"{size}; class {declared.change_class}{from_on}" if declared else size


def approved_note(data: bytes, who: str, today: date, text_sha256: str, over: Iterable[str] = ()) -> bytes:
    """Return a note with one approval more; the same person's of an older text, by its SHA-256, goes."""
    end = b"\r\n" if b"\r\n" in data else b"\n"
    lines = [line for line in data.split(end) if not _is_of(line, who, over)]
    closing = next(number for number, line in enumerate(lines) if number and line.rstrip() == b"---")
    head = next((number for number, line in enumerate(lines[:closing]) if _HEAD.match(line)), None)
    own = f"  {who}: {today}, {text_sha256}".encode()
    if head is None:
        lines[closing:closing] = [b"approved:", own]
    else:
        last = next(n for n in range(head + 1, closing + 1) if n == closing or not lines[n].startswith((b" ", b"\t")))
        lines.insert(last, own)
    return end.join(lines)


def _is_of(line: bytes, who: str, over: Iterable[str]) -> bool:
    words = line.decode(errors="replace").strip().removeprefix("- ").casefold()
    return words.startswith(f"{who.casefold()}:") and any(words.endswith(each) for each in over)


def _check_name(who: str) -> str:
    name = " ".join(who.split())
    if not name or ":" in name or "#" in name or not name.isprintable() or len(name) > _MOST or name[0] in "-\"'":
        raise HistoryError(
            f"--as {who[:_MOST]!r} is not a name; write it as it should appear in the note, "
            "without `:`, `#` or quotation marks"
        )
    return name


def _say(words: str) -> None:
    print(f"policy-site: {words}", file=sys.stderr)
