"""What every server of this program shares: how it listens, and what strangers may cost it."""
