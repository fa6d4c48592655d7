"""How fast and how good, against whom, on what: each module is a command that prints a table."""
