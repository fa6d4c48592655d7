"""What a policy says, and since which version."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from site_gen.model.version import Version


class FactKind(StrEnum):
    """What a fact is about, in the order in which people ask."""

    DATA = "data"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    PERIOD = "period"
    PROMISE = "promise"

    @property
    def is_sentence(self) -> bool:
        """Whether such a fact is a sentence of the text, and no name of a kind."""
        return self in {FactKind.PERIOD, FactKind.PROMISE}


class Quote(Struct, frozen=True):
    """A text's own words around a term."""

    before: str = ""
    term: str = ""
    after: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The words in their order."""
        return self.before, self.term, self.after

    @property
    def text(self) -> str:
        """The words without a mark."""
        return f"{self.before}{self.term}{self.after}"


class StandingFact(Struct, frozen=True):
    """One fact of a text."""

    kind: FactKind
    key: str
    """Equal for the same fact in another text, whatever words state it there."""
    words: str
    """What a reader sees: the name of a kind, the name of a company, a sentence of the text."""
    quote: Quote = Quote()
    """The text's words that state what is named; empty of a sentence."""
    value: str = ""
    """Of a sentence about how long something is kept, the periods in it; empty for others."""
    strength: int = 2
    """How well the quote states it: 0 where it only mentions what another sentence, or an earlier text, may state."""
    group: str = ""
    """What the family of its kind is called; of a sentence, the title of its section; empty where there is none."""


class Turn(Struct, frozen=True):
    """What a version did to one fact."""

    version: Version
    value: str | None
    """The periods in the fact as it stands from this version on, empty of others; none where it is no longer stated."""
    words: str = ""
    """Of a sentence, how it reads from this version on."""


class Gap(Struct, frozen=True):
    """A few days on which a fact was not stated."""

    left_with: Version
    """The version that left it out."""
    back_with: Version
    words: str
    """Of a sentence, how it read before; else empty."""


class Comeback(Struct, frozen=True):
    """The return of a policy that had ended, from which on all that it states applies anew."""

    version: Version
    """That which applied from then on."""
    on: date | None
    """The day; None where the version is new, and the day its own."""


class FactLife(Struct, frozen=True):
    """One fact through all versions."""

    kind: FactKind
    words: str
    """As the last version that states it has them."""
    turns: tuple[Turn, ...]
    """Oldest first; the first is that which brought it."""
    quote: Quote = Quote()
    """The words that state it in the last version that does; empty of a sentence."""
    group: str = ""
    """As in `StandingFact`."""
    gaps: tuple[Gap, ...] = ()
    """Short ones, which end and begin nothing; oldest first."""
    comeback: Comeback | None = None
    """The last after which it stands, or stood last, as it did before."""

    @property
    def is_sentence(self) -> bool:
        """Whether it is shown in the text's own words."""
        return self.kind.is_sentence

    @property
    def stands(self) -> bool:
        """Whether the newest version states it."""
        return self.turns[-1].value is not None

    @property
    def since(self) -> Version:
        """The version since which it stands, or stood, without a break and with these periods, in whatever words."""
        return self.comeback.version if self.comeback else self._first_in_a_row

    @property
    def since_on(self) -> date:
        """The day since which that version applies, or applies again."""
        return (self.comeback and self.comeback.on) or self.since.effective_on

    @property
    def _first_in_a_row(self) -> Version:
        last = len(self.turns) - (1 if self.stands else 2)
        while last and self.turns[last - 1].value == self.value:
            last -= 1
        return self.turns[last].version

    @property
    def first(self) -> Version:
        """The first version that stated it with these periods, even if it was gone or had others in between."""
        return next(turn.version for turn in self.turns if turn.value == self.value)

    @property
    def value(self) -> str:
        """The periods in it, as it stands or stood last."""
        return next((turn.value for turn in reversed(self.turns) if turn.value is not None), "")
