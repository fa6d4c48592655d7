"""Starting with a repository of one's own: what is there already, and the files that are missing."""
