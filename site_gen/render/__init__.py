"""A document or a redline as HTML for the page and for a mail, as PDF, Word, Markdown, plain text and JSON."""
