"""The durable record: what is owed, what was tried, what was answered, and what the provider said later."""
