"""How well the signals tell what is material: on labelled changes, on pairs made from real policies, on kinds of data.

Companies are split by name: the texts of some may be read by whoever writes a rule, those of the others are counted
only. No report names a change of the latter, so that a figure there says what a rule does for a text that its author
never saw.
"""
