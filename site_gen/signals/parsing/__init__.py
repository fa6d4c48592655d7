"""A text as clauses: sentences, list items and table rows, and what each says or denies."""
