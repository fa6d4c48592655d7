"""The facts that a text states as it stands, and their lives from version to version."""
