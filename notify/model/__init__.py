"""The words of the notifier as types: what is published, who is told, and what became of it."""
