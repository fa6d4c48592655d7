"""One check of a change in hand, the same on a laptop and in a pull request.

`proposal` reads what the change is into a `case`, `rules` judge it, `verdict` says what follows, `scaffold` writes the
note that is missing, `report` says it to a terminal, to GitHub, to a program and in a pull request.
"""
