"""A Word document as the tree that the rest of the import reads: words, numbers as Word shows them, and what was left.

`package` opens the file, `styles` and `numbering` know what a paragraph inherits and how it is counted, `runs` reads
the words of one paragraph, `body` the paragraphs and tables, `shown_words` all that the file shows, by another way.
"""
