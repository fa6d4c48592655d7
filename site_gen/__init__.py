"""Git history to versions, redlines, dated pages and one manifest."""
