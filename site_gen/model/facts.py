"""What a policy says, and since which version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from site_gen.model.version import Version


class FactKind(StrEnum):
    """What a fact is about, in the order in which people ask."""

    DATA = "data"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    PERIOD = "period"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class StandingFact:
    """One fact of a text."""

    kind: FactKind
    key: str
    """Equal for the same fact in another text, whatever words state it there."""
    words: str
    """As the text has them: a term, a period with what it is of, a sentence."""
    value: str = ""
    """Of a period, how long it is; empty for others."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a version did to one fact."""

    version: Version
    value: str | None
    """How the fact stands from this version on; none where it is no longer named."""


@dataclass(frozen=True, slots=True)
class FactLife:
    """One fact through all versions."""

    kind: FactKind
    words: str
    """As the last version that states it has them."""
    turns: tuple[Turn, ...]
    """Oldest first; the first is that which brought it."""

    @property
    def stands(self) -> bool:
        """Whether the newest version states it."""
        return self.turns[-1].value is not None

    @property
    def since(self) -> Version:
        """The version since which it stands, or stood, without a break."""
        last = len(self.turns) - (1 if self.stands else 2)
        while last and self.turns[last - 1].value is not None:
            last -= 1
        return self.turns[last].version

    @property
    def value(self) -> str:
        """How it stands, or stood last."""
        return next((turn.value for turn in reversed(self.turns) if turn.value is not None), "")
