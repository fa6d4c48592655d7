"""What changed between two texts, clause by clause and member by member."""
