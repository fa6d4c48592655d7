"""Witnesses of what is published: a signature says whose it is, a time stamp since when it exists."""
