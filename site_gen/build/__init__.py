"""An incremental build: what still holds is kept, the rest is made by worker processes, all is published together."""
