"""Witnesses of the chain of decisions: a signature says whose it is, a time stamp since when it exists."""
