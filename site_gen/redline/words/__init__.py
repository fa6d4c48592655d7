"""Which words of a block stayed."""
