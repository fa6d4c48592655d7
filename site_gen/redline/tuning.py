"""Every number that the comparison weighs with, its unit, and where it comes from: a tuning run begins here.

"Measured" means over pairs of consecutive versions of real policies, with `python -m benchmarks.redline_constants`: it
moves one number at a time and shows what becomes of the marked text, the runs and the islands. None is taken from a
publication. Bounds on work are no matter of taste: they are as high as the time that a comparison may take allows.
"""

from __future__ import annotations

COMMON_FEWEST = 6
"""Times that a word must occur in a text, at the least, to count as common. Measured."""
COMMON_SHARE = 0.006
"""Share of a text's words and signs from which a word counts as common ("the", "you", "data"). Measured."""
COMMON_LETTERS = 6
"""Letters of the longest word that may be common: longer ones say something however often they occur. Measured."""

FEW_WORDS = 3
"""Content words below which a block is too short to be judged by them alone. Measured."""
ALL_WORDS, CONTENT_WORDS = 0.3, 0.7
"""What a likeness is made of: the share of all words that stayed, and that of content words. Together 1. Measured."""
LIKE = 0.35
"""Likeness (0 to 1) from which a block may have become another of its kind. Measured."""
LIKE_ALONE = 0.23
"""The same where neither block has a rival, so that its place speaks for it. Measured."""
LIKE_ACROSS_KINDS = 0.75
"""The same where the kind changed too, as from a paragraph to an item. Measured."""
ACROSS_KINDS = 0.9
"""What a pair of two kinds weighs beside a pair of one: between equal words the kind decides. Chosen below 1."""
PAIR = 0.25
"""Words a word of a paired block is worth even where none stayed: of two ways, the one that pairs more. Measured."""

PART_OF = 0.75
"""Share of a block's content words, in order, that must stand in another for it to be a part of that. Measured."""
PART_ALONE = 0.8
"""The same where it is paired with it for this alone: a sentence that became a paragraph. Measured."""
PART_WORDS = 5
"""Fewest content words of such a part. Measured."""
PART = 0.95
"""What a further part weighs beside a first: between a pair and a part the pair wins. Chosen below 1."""
PART_BAG = 0.7
"""Share of its content words, in any order, without which no block is sought in another. At most PART_OF."""
SPLIT_COVER = 0.85
"""Share of the shorter side's content words that a split or joined group must keep. Measured."""
SPLIT_LIKE = 0.5
"""Likeness of the two sides of such a group, and the share of each member's words that the other side has. Measured."""
RAN_OVER = 0.75
"""Share of the words found across a border that must stay because of it, and not at the cost of others. Measured."""
CELLS_KEPT = 0.5
"""Share of a table's words that must stand in paragraphs for the table to have become them. Measured."""

MOVED_WORDS = 6
"""Fewest words of a block that counts as moved without an edit. Measured."""
MOVED_EDITED_WORDS = 10
"""Fewest words of a block that counts as moved and edited. Measured."""
MOVED_LIKE = 0.75
"""Likeness from which a block that went and one that came are one that moved. Measured."""

HEAVY, LIGHT = 10, 3
"""What a letter of a content word weighs, and one of a common word or a sign: whole, so sums are exact. Measured."""
CONFETTI_WORDS = 3
"""Words up to which a stretch that is lighter than the edits on both its sides joins them. Measured."""
CONFETTI_LIGHTER = 0.6
"""Share of the lighter edit's weight up to which a longer stretch does. Measured."""
SIGNS_BETWEEN = 8
"""Letters of edits around one or two signs from which these join them. Measured."""
WEAK_CONTENT, WEAK_WORDS = 2, 4
"""Content words and words up to which a stretch is weak. Measured."""
WEAK_LIGHTER = 0.8
"""Share of the weight of both edits up to which a weak stretch joins them. Measured."""

EDGE, SENTENCE, CLAUSE, SPACE = 6, 5, 3, 1
"""How well a change begins or ends at a block's edge, after a sentence, after a clause, before a word. An order."""

ALL_PAIRS = 4_000
"""Pairs of blocks in a gap up to which every pair is judged; beyond, those that share a rare word. A bound on work."""
RARE = 24
"""Blocks that may hold a word for it to be rare. A bound on work."""
RARE_MOVED = 12
"""The same among blocks that may have moved. A bound on work."""
RIVALS = 16
"""Newer blocks judged for one older block in a gap of more pairs than `ALL_PAIRS`. A bound on work."""
MOST_CELLS = 400_000_000
"""Pairs of words looked at in one gap, or in one stretch of blocks. A bound on work: about a second."""
EXACT_CELLS = 25_000_000
"""Pairs of words beyond which two texts are cut before they are compared. A bound on work and on memory (3 MB)."""
DMP_CELLS = 10_000
"""Pairs of words beyond which diff-match-patch is left: its cost grows with the number of differences. Measured."""
PAIRINGS, PAIRINGS_OF_MANY = 900, 16
"""Pairs of equal blocks beyond which the n-th is taken for the n-th; the same among over 900 blocks. Bounds on work."""
COLUMN_PAIRS, COLUMN_ROWS = 10_000, 200
"""Pairs of columns beyond which only equal ends are sought; rows that are asked which of them pair. Bounds on work."""
PARTS = 200
"""Blocks sought for the parts of one. A bound on work."""
SLIDE = 200
"""Words that a change is slid by. A bound on work."""
