"""The letter: rendered from the templates, safe whatever the site holds, encoded to the exact bytes."""
