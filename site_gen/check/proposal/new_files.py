"""New files that may be a policy's text or note in the wrong place."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable

from site_gen.check.case import NewFiles
from site_gen.check.proposal.both_sides import BothSides
from site_gen.check.proposal.texts import Texts
from site_gen.declared.change_note import read_draft
from site_gen.declared.drafts import Draft, Unreadable
from site_gen.declared.note_fields import is_like_a_note
from site_gen.history.lineage import Trail

_MOST = 20
"""New files that are looked into; a change that brings more is no slip of one file's place."""
NEARLY_THE_SAME = 0.8
"""Share of words in common from which a new file is taken for one that is gone."""
_ABOUT = re.compile(r"readme|changelog|contributing|license|security|[._]", re.IGNORECASE)
"""How the names of texts begin that are about the files beside them."""


def find_new_files(both: BothSides, texts: Texts) -> NewFiles:
    """Find the new files of a change that may be a moved text, a misplaced note or an unlisted policy."""
    misplaced = _misplaced_notes(both) if _is_first(both) or texts.is_version else ()
    return NewFiles(
        moved_text=_moved_text(both, texts.old.source) if texts.old and not texts.new else "",
        misplaced_notes=misplaced,
        misplaced_orders=tuple(name for name in misplaced if _is_first(both) and _orders(both, name)),
        unlisted_texts=_unlisted_texts(both),
    )


def _moved_text(both: BothSides, gone: str) -> str:
    """Return the new file that is most like the text that is gone, where that is nearly the same."""
    names = _new_files(both, lambda name: name.endswith(".md"))
    alike = [(likeness(gone, _read(both, name).decode(errors="replace")), name) for name in names]
    nearest, name = max(alike, default=(0.0, ""))
    return name if nearest >= NEARLY_THE_SAME else ""


def likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1, in whatever order."""
    words, others = Counter(one.split()), Counter(other.split())
    return 2 * (words & others).total() / max(1, words.total() + others.total())


def _misplaced_notes(both: BothSides) -> tuple[str, ...]:
    """Name new files that open as notes do, and are where nobody looks for notes; those near the policies come first.

    One that lies beside the policies is taken for a policy by its name, but no list says that it is one.
    """
    top = posixpath.dirname(both.policy.path)
    # A policy that was not asked about, or that the change strikes off, has its notes where it had them.
    policies = (each for side in (both.before, both.after) for each in (*side.policies, *side.configuration.policies))
    trails = [*map(Trail.of, policies), both.trail]
    folders = {folder for trail in trails for folder in (*trail.own_folders(), *trail.shared_folders())}
    configured = both.after.configuration
    known = {policy.path for policy in configured.policies} if configured.is_listed else {both.policy.path}

    def is_misplaced(name: str) -> bool:
        is_found = posixpath.dirname(name) in folders and name.endswith(".md")
        return not is_found and name not in known

    def is_near(name: str) -> bool:
        return name.startswith(f"{top}/" if top else "")

    new = sorted(filter(is_misplaced, both.after.tree.texts() - both.before.names), key=lambda name: not is_near(name))
    return tuple(name for name in new[:_MOST] if _reads_as_note(_read(both, name), is_near=is_near(name)))


def _reads_as_note(data: bytes, *, is_near: bool) -> bool:
    """Whether a file looks like a note; far from the policies many a page has front matter with words of its own."""
    if not is_like_a_note(data) or is_near:
        return is_like_a_note(data)
    draft = read_draft("", data)
    return not isinstance(draft, Draft | Unreadable) or (isinstance(draft, Draft) and not draft.problems)


def _orders(both: BothSides, name: str) -> bool:
    """Whether a note postpones, withdraws or ends something."""
    return not isinstance(read_draft("", _read(both, name)), Draft | Unreadable)


def _is_first(both: BothSides) -> bool:
    """Whether this is the case that says what is of no one policy."""
    return both.policy.path == next((each.path for each in both.after.policies), both.policy.path)


def _unlisted_texts(both: BothSides) -> tuple[str, ...]:
    """Name new texts beside the listed policies that are not listed; only the first listed policy's case has them."""
    listed = both.after.configuration.policies
    if not listed or both.policy.path != listed[0].path:
        return ()
    folders = {posixpath.dirname(policy.path) for policy in listed} - {""}  # the top folder has many other texts
    known = {path for policy in listed for path in (policy.path, *policy.formerly)}

    def is_unlisted(name: str) -> bool:
        folder, base = posixpath.split(name)
        return folder in folders and name.endswith(".md") and not _ABOUT.match(base) and name not in known

    return tuple(name for name in _new_files(both, is_unlisted) if not is_like_a_note(_read(both, name)))


def _new_files(both: BothSides, is_wanted: Callable[[str], bool]) -> list[str]:
    """Return the first new files of a kind, by name."""
    return sorted(filter(is_wanted, both.after.names - both.before.names))[:_MOST]


def _read(both: BothSides, path: str) -> bytes:
    return both.after.tree.read(path) or b""
