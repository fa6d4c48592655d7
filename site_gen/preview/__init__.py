"""A preview of what is on disk: the site as it would be and what the check says of it, renewed at every change."""
