"""Which block of the older text became which of the newer."""
