"""Proof of notice: what was told to whom and what became of it, for others to check."""
