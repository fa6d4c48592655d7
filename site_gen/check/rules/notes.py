"""Rules about the change note: that there is one, in its place, that can be read, and stays as it was published."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.declared.drafts import Draft, Unreadable
from site_gen.declared.note_fields import is_like_a_note, way_out_of_policies


def _missing_notes(case: Case) -> Iterator[Fault]:
    if case.after and case.is_version and not case.notes:
        folder = f"{case.note_folder}/"
        if case.history is None and is_like_a_note(case.after.source.encode()):
            yield Fault(
                path=case.after.path,
                line=1,
                message="This file looks like a change note, and where it is, it would be published as a policy of its "
                f"own; {way_out_of_policies(case.after.path)}.",
            )
            return
        if case.new_files.misplaced_notes:
            yield from (_misplaced_note(case, path) for path in case.new_files.misplaced_notes)
            return
        for path, language in case.notes_of_others:
            yield Fault(
                path=path,
                line=1,
                message=f"The text of {case.policy.path} ({case.policy.language}) changes, and this note is about "
                f"`{language}` alone. Leave its `language` line out, or name the language of the text that changes.",
            )
        if case.notes_of_others:
            return
        yield Fault(
            path=case.after.path,
            line=_first_changed_line(case),
            message=f"The text {'changes' if case.before else 'is new'}, and no note in {folder} says what the change "
            "means. The check's comment on the pull request has one to fill in; on your own machine `policy-site note` "
            "writes it.",
        )


def _misplaced_note(case: Case, path: str) -> Fault:
    name = path.rpartition("/")[2].rpartition(".")[0]
    return Fault(
        path=path,
        line=1,
        message=f"The text of {case.policy.path} changes, and this file looks like its note, but only "
        f"notes in {case.note_folder}/ count. Move it to {case.note_folder}/{name}.md.",
    )


def _misplaced_orders(case: Case) -> Iterator[Fault]:
    for path in case.new_files.misplaced_orders:
        yield Fault(
            path=path,
            line=1,
            message="This note postpones, withdraws or ends something, and where it is, nobody reads it: nothing would "
            f"happen. Move it to the folder of the policy that it is about, such as {case.note_folder}/. If it is only "
            "a sample, put it inside a fence (```) of a page.",
        )


def _second(case: Case) -> Iterator[Fault]:
    if case.is_version and len(case.notes) > 1 and not case.is_import:
        first, *others = case.notes
        for other in others:
            yield Fault(
                path=other.path,
                line=1,
                message=f"{first.path} declares this change already. Keep one of the two: one change is one version.",
            )


def _stray(case: Case) -> Iterator[Fault]:
    explained = case.history.versions[-1] if case.history and case.rereading.is_listed_late else None
    if not case.is_version and case.after and (explained is None or explained.note):
        for note in case.notes:
            if isinstance(note.draft, Unreadable):
                continue  # what it would say is not known yet: it may postpone a version
            yield Fault(
                path=note.path,
                line=1,
                message=f"This note declares a change, and a reader of {case.after.path} will see none. "
                "Delete the note, or make the change.",
            )


def _edited_notes(case: Case) -> Iterator[Fault]:
    for note in case.touched:
        what = "edited" if note.data else "removed"
        yield Fault(
            path=note.path,
            line=1 if note.data else None,
            message=f"This note was published with its version and is {what} here. Put it back as it was; "
            "what is to be said now belongs in the note of a new version.",
        )


def _unreadable_notes(case: Case) -> Iterator[Fault]:
    for note in case.notes:
        for error in note.draft.problems if isinstance(note.draft, Draft | Unreadable) else ():
            problem = str(error).partition(f"{note.path}:")[2].lstrip("0123456789: ")
            yield Fault(path=note.path, line=error.line or 1, message=f"{problem[:1].upper()}{problem[1:]}")


def _import_as_commits(case: Case) -> Iterator[Fault]:
    if case.is_import and len(case.notes) > 1:
        yield Fault(
            path=case.note_folder,
            message=f"{len(case.notes)} old versions are brought in, each in a commit of its own. Merge them by "
            "rebase, which keeps the commits: a squash would leave one version of them all.",
        )


def _first_changed_line(case: Case) -> int | None:
    if case.redline is None or case.after is None or not case.after.document.leaves:
        return 1
    place = 0
    for row in case.redline.rows:
        if row.kind != "same":
            return case.after.line_of(row.new[0] if row.new else place)
        place = row.new[-1]
    return 1


RULES = (
    CaseRule(
        code="note-missing",
        title="Every change that readers can see comes with one change note.",
        explanation="The note is the file in which you declare what the change means: how much (its class), from when, "
        "and in plain words for readers. Without it the site could only say that something changed. "
        "`policy-site note` writes it with the questions that the text raises; in a pull request the comment of the "
        "check holds the same text and a link that opens it in the editor.",
        source="The accountability record that regulators ask for: UK ICO Accountability Framework (a log of notices); "
        "EDPB 05/2020 para 108.",
        check=_missing_notes,
    ),
    CaseRule(
        code="note-misplaced",
        title="A note that postpones, withdraws or ends something is where it counts.",
        explanation="Such a note comes without a change of the text, so nothing else shows that it was not read. It "
        "counts in the folder of its policy, `policy/changes/` and the policy's name.",
        check=_misplaced_orders,
    ),
    CaseRule(
        code="note-second",
        title="One change has one note.",
        explanation="Two notes could say two things. Keep one and move into it what the other says. If there really "
        "are two changes with two effective dates, make two pull requests: each becomes a version of its own.",
        check=_second,
    ),
    CaseRule(
        code="note-stray",
        title="A note comes with the change that it declares.",
        explanation="The note and the text are published by one merge, so that neither can be dated apart from the "
        "other. A note alone declares nothing. What a reader cannot see, such as a line broken elsewhere, needs none. "
        "Only a note that postpones an announced version (`postpones:`) comes alone.",
        check=_stray,
    ),
    CaseRule(
        code="note-edited",
        title="A published note stays as it was published.",
        explanation="Readers and account holders have been told what the note says, and the proof of notice rests on "
        "it. To correct it, publish a new version whose note says what was wrong; that is also what readers will look "
        "for.",
        source="EDPB 05/2020 para 108: show what was said at the time, not what stands there now.",
        check=_edited_notes,
    ),
    CaseRule(
        code="note-unreadable",
        title="A note can be read.",
        explanation="A note opens with a few lines `key: value` between two lines of three hyphens: `effective`, "
        "`class`, `practice`, `answers`. Then follows what readers will read. The check names the line and the fix.",
        check=_unreadable_notes,
    ),
    CaseRule(
        code="import-keeps-commits",
        severity=Severity.WARNING,
        title="Old versions that are brought in together stay apart.",
        explanation="`policy-site import` writes one commit for each old version, with its note. A merge that squashes "
        "them makes one version of all. Merge by rebase, or run the import on the publishing branch itself.",
        check=_import_as_commits,
    ),
)
