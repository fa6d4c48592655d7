"""Notes that postpone, withdraw or end: read as meant, or refused with the line and the fix."""

from __future__ import annotations

from datetime import date

import pytest

from site_gen.declared.change_note import read_draft, read_old_note
from site_gen.declared.drafts import EndingDraft, PostponingDraft
from site_gen.errors import ConfigError, PassedOverNoteError
from site_gen.model.note import EndingNote, PostponingNote

PATH = "policy/changes/privacy/devices.md"
POSTPONING = "---\npostpones: 2026-06-20-2\neffective: 2026-08-04\n---\nOur emails went out late.\n\n## Sorry\n"


def test_a_note_that_postpones_is_a_note_of_its_own() -> None:
    """It names a version and a later day; all of its body is the reason, which a draft may still lack."""
    found = read_old_note(PATH, POSTPONING.encode())
    assert isinstance(found, PostponingNote)
    assert (found.version_id, found.effective_on) == ("2026-06-20-2", date(2026, 8, 4))
    assert found.reason == "Our emails went out late.\n\n## Sorry"
    bare = read_draft(PATH, POSTPONING.partition("Our")[0].encode())
    assert isinstance(bare, PostponingDraft)
    assert (bare.note.reason, bare.lines) == ("", {"postpones": 2, "effective": 3})


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("postpones: 2026-06-20", 2, "names no day; add a line `effective: `"),
        ("postpones:\neffective: 2026-08-04", 2, "`postpones` says nothing; write the version's id"),
        ("effective: 2026-08-04\npostpones: the newest", 3, "`postpones` says `the newest`"),
        ("postpones: 2026-06-20\neffective: soon", 3, "`effective` says `soon`; write year-month-day"),
        ("postpones: 2026-06-20\neffective: 2026-08-04\nclass: minor", 4, "`class` has no place in a note that post"),
        ("postpones: 2026-06-20\neffective: 2026-08-04\nanswers:\n  M5: no. Why", 4, "`answers` has no place"),
        ("postpone: 2026-06-20\neffective: 2026-08-04", 2, "did you mean `postpones`?"),
    ],
)
def test_a_note_that_postpones_is_refused_with_its_line(front: str, line: int, words: str) -> None:
    """What it lacks and what it must not say is named, with the fix."""
    found = read_old_note(PATH, f"---\n{front}\n---\nWhy.\n".encode())
    assert isinstance(found, ConfigError)
    assert found.line == line
    assert words in str(found)
    assert "takes effect the day it is published" not in str(found)


def test_a_note_that_ends_a_policy_is_a_note_of_its_own() -> None:
    """It says why, and may name the one language that goes; a draft may still lack the reason."""
    assert read_old_note(PATH, b"---\nends: policy\nlanguage: de\n---\nWe closed.\n") == EndingNote(
        path=PATH, reason="We closed.", language="de"
    )
    bare = read_draft(PATH, b"---\nends: policy\n---\n")
    assert isinstance(bare, EndingDraft)
    assert (bare.note.reason, bare.lines) == ("", {"ends": 2})


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        (
            "policy/changes/privacy/wd.md",
            "en",
            "move the note to the folder of that language alone, policy/changes/privacy.en/",
        ),
        ("policy/changes/privacy/wd.md", "English", "such as policy/changes/privacy.de/"),
        ("policy/changes/privacy.de/wd.md", "de", "delete the line"),
    ],
)
def test_a_note_that_withdraws_in_one_language_is_sent_to_its_folder(path: str, language: str, words: str) -> None:
    """A withdrawal is about one language by its folder: a `language` line is refused with the folder to use."""
    found = read_old_note(path, f"---\nwithdraws: 2026-06-20\nlanguage: {language}\n---\nWhy.\n".encode())
    assert isinstance(found, ConfigError)
    assert found.line == 3
    assert str(found).endswith(words)


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("ends: privacy", 2, "`ends` says `privacy`; write `policy`"),
        ("ends: policy\nclass: minor", 3, "`class` has no place in a note that ends a policy"),
        ("ends: policy\nlanguage: German!", 3, "is not a language tag; write one such as"),
        ("ends: policy\nlanguage: german", 3, "is not a language tag; write `de`"),
        ("end: policy", 2, "did you mean `ends`?"),
    ],
)
def test_a_note_that_ends_a_policy_is_refused_with_its_line(front: str, line: int, words: str) -> None:
    """What it must not say is named, with the fix."""
    found = read_old_note(PATH, f"---\n{front}\n---\nWhy.\n".encode())
    assert isinstance(found, ConfigError)
    assert found.line == line
    assert words in str(found)


@pytest.mark.parametrize("kind", ["withdraws: 2026-01-01", "postpones: 2026-01-01", "ends: policy"])
def test_an_old_note_that_declares_no_version_holds_none_up(kind: str) -> None:
    """What postpones, withdraws or ends, and has a line too many, is passed over: it was never about a new text."""
    read = read_old_note("policy/changes/privacy/a.md", f"---\n{kind}\ncolour: red\n---\nWhy.\n".encode())
    assert isinstance(read, PassedOverNoteError)
    assert read.line in {2, 3}
