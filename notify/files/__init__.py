"""Files: written whole or not at all, told by their first bytes, and the lists of words that come with the program."""
