"""The marked comparison of two documents.

`similarity` and `lcs` measure, `align` pairs the blocks, `regroup` and `borders` find those that
were cut anew, `moves` finds the displaced, `word_diff` finds the words that
stayed, `marked_text` marks a block, `compare` puts the rows together as the `model`.
"""

from site_gen.redline.compare import compare
from site_gen.redline.model import Redline

__all__ = ["Redline", "compare"]
