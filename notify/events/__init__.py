"""What providers report later: brought in, kept raw, matched with what was sent."""
