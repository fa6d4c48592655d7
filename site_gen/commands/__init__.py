"""One file for each command of `policy-site`: what it asks of the program, and what it says to its user."""
