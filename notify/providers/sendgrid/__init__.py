"""SendGrid, and all that the notifier knows of it."""
