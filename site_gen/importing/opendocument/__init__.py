"""OpenDocument texts (.odt): opened, read as the tree of a page, and every word that they show.

Source: OASIS OpenDocument 1.3, part 3 (lists: 5.3; numbering: 16.30 to 16.35; change tracking: 5.5).
"""
