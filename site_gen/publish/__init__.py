"""What stands on the site beside the words of a policy: pages, manifest, feed, timemap."""
