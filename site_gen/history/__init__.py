"""From commits to versions, the days on which each applies, and the notices that each owes."""
