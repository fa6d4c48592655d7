"""Bring texts published elsewhere into the form of a policy: found, dated, converted, proved. Writes nothing."""
