"""Signals: what in the text says that a practice changed.

`lexicon` holds what counsel can read and extend, `clauses` cuts the passages that changed, `unchanged` searches the
rest, `passages` asks both, `changes` pairs what changed, `terms` and `finders` find facts that came or went, `judge`
words them as questions. `standing` reads what one text states, `through_time` follows that through the versions.
"""
