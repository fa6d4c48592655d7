"""A document or a redline as HTML for the page, HTML for a mail, Markdown, plain text and JSON."""
