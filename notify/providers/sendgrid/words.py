"""The one word of ours that travels to SendGrid and comes back with its events."""

ARGUMENT = "s11"
"""The one custom argument: an opaque id. The provider keeps these for ever and takes strings only."""
