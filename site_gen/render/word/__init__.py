"""The Word document: a redline as tracked changes."""
