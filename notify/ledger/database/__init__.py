"""The database below the ledger: its tables and revisions, SQLite or PostgreSQL, its age, and the right to write."""
