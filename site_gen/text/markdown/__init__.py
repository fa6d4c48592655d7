"""Markdown as it is read: the parser, and the rules that it has from us."""
