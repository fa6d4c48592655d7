"""Signals: what in the text says that a practice changed.

`lexicon` holds what counsel can read and extend, `reading` finds its words in a sentence, `places` tells where a block
stands, `clauses` cuts the passages that changed, `unchanged` searches the rest, `passages` asks both, `changes` pairs
what changed, `terms` and `finders` find facts that came or went, `direction` says which way, `judge` words them as
questions. Of one text, a `statement` is what a clause says of who does what; `stating` names its kinds of facts,
`sentences` those that are sentences, `standing` gathers them, and `through_time` follows them through the versions.
"""
