"""Families of terms, and one term, that the finders look at together: what is done, what guards, what limits."""

from __future__ import annotations

ACTS = frozenset({"handling", "sale"})
"""What is done with information."""
GUARDS = frozenset({"protections", "deleting"})
"""What protects people."""
OF_TERMS = frozenset({"disputes", "charges"})
"""Families of contracts, of which another rule knows what a `not` does."""
EXCEPTION = ("limits", "except")
