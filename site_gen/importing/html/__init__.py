"""A web page, or what a Word file becomes, cut down to its policy and written as Markdown."""
