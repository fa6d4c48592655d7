"""HTML within a text, read as the blocks and lines that it means."""
