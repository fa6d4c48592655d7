"""What came back: posts as providers sent them, what they say of each recipient, and what silence may prove."""
