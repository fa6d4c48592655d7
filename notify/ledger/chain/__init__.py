"""The chain of decisions, and the seals by which it answers for rows that lie outside it."""
