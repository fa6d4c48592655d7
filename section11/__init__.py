"""What a product in Python takes from here: none of it needs the two programs, so their names may be its own too."""
