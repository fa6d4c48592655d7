"""Markdown to a document: the tree of its blocks, made within limits of time and memory."""
