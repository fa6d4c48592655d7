"""A preview of what lies on disk: the site as it would be, what the check says of it, and both anew at every change."""
