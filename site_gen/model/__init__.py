"""The words of the project as types: what legal declares, what the history of a policy is, and what its text says."""
