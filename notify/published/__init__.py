"""The published site, as the notifier reads it: the seam to `policy-site`."""
