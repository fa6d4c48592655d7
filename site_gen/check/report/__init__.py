"""What a check found, as each of its readers needs it: a terminal, a program, GitHub's annotations, a pull request."""
