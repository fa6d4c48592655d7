"""`/<slug>/facts/`: what the policy says, since when, and what each version changed of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from msgspec import Struct, field

from site_gen.model.facts import FactKind, FactLife, Turn
from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyEnd, PolicyHead


class FactFamily(Struct, frozen=True):
    """Facts that stand together."""

    name: str
    """What they are called together, in the policy's language; empty where nothing is."""
    rows: tuple[str, ...]
    """Each as `pages.render_fact` wrote it."""


class FactChange(Struct):
    """What a version changed of the facts of one kind."""

    version: Version
    came: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    reworded: list[tuple[str, str]] = field(default_factory=list)
    """Sentences before and after."""
    missing: dict[Version, list[str]] = field(default_factory=dict)
    """What it left out, by the version with which that came back within days."""

    @property
    def says_anything(self) -> bool:
        """Whether it changed any."""
        return bool(self.came or self.gone or self.reworded or self.missing)


class FactGroup(Struct, frozen=True):
    """The facts of one kind."""

    kind: FactKind
    families: tuple[FactFamily, ...]
    """Of those that the newest version states."""
    changes: tuple[FactChange, ...]
    """Newest first; the first version changed nothing."""


class FactsView(Struct, frozen=True, kw_only=True):
    """The whole page."""

    policy: PolicyHead
    groups: tuple[FactGroup, ...]
    is_read: bool = True
    """Whether a program reads the policy's language."""
    not_found: tuple[FactKind, ...] = ()
    """What was looked for and never found, where anything was found."""
    oldest: Version | None = None
    """The first version whose text is known and still shown; None where nothing was found."""
    ended: PolicyEnd | None = None
    """Where the policy ended: nothing of it applies."""
    applies_from: date | None = None
    """The day from which the newest text, which is the one that is read, applies; None where it does already."""


def fact_changes(lives: Iterable[FactLife], versions: Iterable[Version]) -> tuple[FactChange, ...]:
    """Return what each of the versions, which are given oldest first, changed; the newest first."""
    found = {version.version_id: FactChange(version) for version in versions}
    for life in lives:
        for before, turn in pairwise((None, *life.turns)):
            if turn:
                _take(found[turn.version.version_id], before, turn, life)
        for gap in life.gaps:
            left_out = found[gap.left_with.version_id].missing
            left_out.setdefault(gap.back_with, []).append(gap.words or life.words)
    changed = (change for change in found.values() if change.version.predecessor_id and change.says_anything)
    return tuple(reversed(tuple(changed)))


def _take(change: FactChange, before: Turn | None, turn: Turn, life: FactLife) -> None:
    if turn.value is None:
        change.gone.append((before and before.words) or life.words)
    elif before is None or before.value is None:
        change.came.append(turn.words or life.words)
    else:
        change.reworded.append((before.words, turn.words))
