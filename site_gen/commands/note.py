"""`policy-site note`: write the change note of the change in hand, for legal to fill in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from site_gen.check.case import Case
from site_gen.check.postponing import refuse_note
from site_gen.check.proposal.read import Request, read_cases, work_files
from site_gen.check.scaffold import cases_to_note, is_explained, note_path, questions_to_answer, scaffold
from site_gen.errors import HistoryError
from site_gen.model.note import PostponingNote
from site_gen.options import Options
from site_gen.requests.arguments import options_of, request_of


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    if (arguments.postpone is None) != (arguments.until is None):
        print("policy-site note: --postpone VERSION and --until DATE go together", file=sys.stderr)
        return 2
    if arguments.postpone:
        request = replace(request_of(arguments), naming=arguments.postpone)
        return postpone(options_of(arguments), request, arguments.postpone, arguments.until, to_stdout=arguments.stdout)
    return run(options_of(arguments), request_of(arguments), to_stdout=arguments.stdout)


def run(options: Options, request: Request, *, to_stdout: bool) -> int:
    """Write a note for each policy that changes and has none."""
    changed = [case for case in read_cases(options, request) if case.is_version or case.is_removal]
    if not changed:
        _say("nothing that a reader can see changes, so no note is needed")
    for case in changed:
        if case.notes:
            names = ", ".join(note.path for note in case.notes)
            _say(f"{case.path} has its note already: {names}; `policy-site check` says what is open")
    for case in cases_to_note(changed):
        if to_stdout:
            sys.stdout.write(scaffold(case))
        else:
            _write(options, case)
    return 0


def postpone(options: Options, request: Request, version_id: str, until: date, *, to_stdout: bool) -> int:
    """Write the note that postpones a version of a policy, in each language that has it, but for the reason.

    Raises HistoryError where the note would be refused for every policy.
    """
    refusals = [(case, _refusal(case, version_id, until)) for case in read_cases(options, request)]
    partly = {case.note_folder for case, refusal in refusals if refusal}
    wanted = {_place(case, version_id, until, partly): case for case, refusal in refusals if not refusal}
    if not wanted:
        raise HistoryError(f"nothing was written: {_refusals(refusals) or 'there is no policy'}")
    _refuse_several(version_id, wanted.values())
    for path in wanted:
        text = f"---\npostpones: {version_id}\neffective: {until}\n---\n"
        if to_stdout:
            sys.stdout.write(text)
            continue
        work_files(options).write_new(path, text)
        print(path)
        _say(f"{path}: write below its last line why, for readers to see, then run `policy-site check`")
    return 0


def _refusal(case: Case, version_id: str, until: date) -> str:
    return refuse_note(case, PostponingNote(path="", version_id=version_id, effective_on=until, reason=""))


def _refusals(refusals: Iterable[tuple[Case, str]]) -> str:
    """Say each reason once, after the policies that it is about."""
    about: dict[str, list[str]] = {}
    for case, words in refusals:
        about.setdefault(words, []).append(case.path)
    return "; ".join(f"{', '.join(names)}: {words}" for words, names in about.items())


def _refuse_several(version_id: str, cases: Iterable[Case]) -> None:
    """Refuse to guess which of several policies is meant that each have a version of that day."""
    first = {case.note_folder: case.path for case in reversed([*cases])}
    if len(first) > 1:
        names = sorted(first.values())
        raise HistoryError(
            f"nothing was written: {' and '.join(names)} each have a version {version_id}; say which is to be "
            f"postponed, such as `--policy {names[0]}`, and run this again for another"
        )


def _place(case: Case, version_id: str, until: date, partly: set[str]) -> str:
    """Name the file: in the folder that the languages share, unless one of them has nothing to postpone."""
    folder = f"{case.note_folder}.{case.policy.language}" if case.note_folder in partly else case.note_folder
    return f"{folder}/postpone-{version_id}-until-{until}.md"


def _write(options: Options, case: Case) -> None:
    path = note_path(case, case.around_after.files)
    work_files(options).write_new(path, scaffold(case))
    if case.is_removal:
        print(path)
        _say(f"{path}: write below its last line why, for readers to see, then run `policy-site check`")
        return
    count = len(questions_to_answer(case))
    print(path)
    asked = f"answer its {count} {'question' if count == 1 else 'questions'}" if count else "read it through"
    words = ", say in its last part what changes for readers" if is_explained(case) else ""
    _say(f"{path}: {asked}{words}, then run `policy-site check`")


def _say(words: str) -> None:
    print(f"policy-site: {words}", file=sys.stderr)
