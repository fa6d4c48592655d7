"""The page: a text or a redline as HTML."""
