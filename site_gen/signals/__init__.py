"""Signals: what in the text says that a practice changed.

`lexicon` holds what counsel can read and extend, `clauses` cuts the passages that changed, `unchanged` searches the
rest, `passages` asks both, `changes` pairs what changed, `terms` and `patterns` find facts that came or went, `judge`
words them as questions.
"""

from site_gen.signals.direction import on_the_whole
from site_gen.signals.judge import proposed_class, signals
from site_gen.signals.model import Direction, Signal, Weight

__all__ = ["Direction", "Signal", "Weight", "on_the_whole", "proposed_class", "signals"]
