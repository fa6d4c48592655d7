"""A redline in brief: what kind of change it is, how large, where, and at a glance."""
