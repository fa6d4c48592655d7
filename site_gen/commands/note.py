"""`policy-site note`: write the change note of the change in hand, for legal to fill in."""

from __future__ import annotations

import sys

from site_gen.check.cases import Question, read_cases, work_files
from site_gen.check.checklist import questions
from site_gen.check.model import Case
from site_gen.check.scaffold import cases_to_note, note_path, scaffold
from site_gen.options import Options


def run(options: Options, question: Question, *, to_stdout: bool) -> int:
    """Write a note for each policy that changes and has none."""
    changed = [case for case in read_cases(options, question) if case.is_version]
    if not changed:
        _say("nothing that a reader can see changes, so no note is needed")
    for case in changed:
        if case.notes:
            names = ", ".join(note.path for note in case.notes)
            _say(f"{_name(case)} has its note already: {names}; `policy-site check` says what is open")
    for case in cases_to_note(changed):
        if to_stdout:
            sys.stdout.write(scaffold(case))
        else:
            _write(options, case)
    return 0


def _write(options: Options, case: Case) -> None:
    path = note_path(case, case.around_after.files)
    work_files(options).write_new(path, scaffold(case))
    count = len(questions(case))
    print(path)
    asked = f"answer its {count} {'question' if count == 1 else 'questions'}" if count else "read it through"
    _say(f"{_name(case)}: {asked}, say in its last part what changes for readers, then run `policy-site check`")


def _name(case: Case) -> str:
    return case.after.path if case.after else case.policy.path


def _say(words: str) -> None:
    print(f"policy-site: {words}", file=sys.stderr)
