"""One policy on both sides of a change: where it is, and which policies are the same in other languages."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from site_gen.check.proposal.sides import Published, Side
from site_gen.history.lineage import Trail
from site_gen.model.policy import Policy


class BothSides(Struct, frozen=True, dict=True):
    """A policy before the change and after it."""

    before: Side
    after: Side
    policy: Policy

    @cached_property
    def old_path(self) -> str | None:
        """Where the text was before; None where there was none."""
        return self.before.path_of(self.policy)

    @cached_property
    def trail(self) -> Trail:
        """Every path of the policy: what is declared, where it was before the change, and where git saw it move from.

        A build reads notes in the folders of all of them. A path that another policy has taken since is that one's.
        """
        others = {each.path for each in self.after.policies if each.path != self.policy.path}
        moved = [path for path in self.published.paths if path not in others] if self.published else []
        declared = (self.policy.path, *self.policy.formerly)
        old = (self.old_path,) if self.old_path else ()
        return Trail(self.policy, tuple(dict.fromkeys((*declared, *old, *moved))))

    @property
    def published(self) -> Published | None:
        """What is published of the policy; None where nothing is."""
        return self.before.read_published(self.policy)

    @cached_property
    def siblings(self) -> tuple[Policy, ...]:
        """The same policy in other languages."""
        return tuple(
            other
            for other in self.after.policies
            if Trail.of(other).shared_slug == self.trail.shared_slug and other.path != self.policy.path
        )

    @cached_property
    def unchanged_siblings(self) -> tuple[Policy, ...]:
        """Those of the siblings whose text the change leaves as it was; one that has ended has none."""
        return tuple(each for each in self.siblings if self._text(each) is not None and not self._changes(each))

    @property
    def siblings_change(self) -> bool:
        """Whether the change edits the same policy in another language."""
        return any(map(self._changes, self.siblings))

    def _changes(self, policy: Policy) -> bool:
        return self._text(policy) != self.before.tree.read(policy.path)

    def _text(self, policy: Policy) -> bytes | None:
        return self.after.tree.read(policy.path)
