"""What the policy says, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_gen.model.facts import FactKind
from site_gen.publish.views.policy import PolicyHead


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts of one kind."""

    kind: FactKind
    standing: tuple[str, ...]
    """Those that the newest version states, each as `pages.render_fact` wrote it."""
    gone: tuple[str, ...] = ()
    """Those that are no longer named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsView:
    """`/<slug>/facts/`: what the policy says, and since when."""

    policy: PolicyHead
    groups: tuple[FactGroup, ...]
    applies_from: date | None = None
    """The day from which the newest text, which is the one that is read, applies; None where it does already."""
