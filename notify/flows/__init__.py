"""What joins several rooms into one answer: the plan, the preview, the public page."""
