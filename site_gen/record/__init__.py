"""What is known to be published, and whether a build may take its place.

read: the manifests of a built folder or a live site -> published: their facts -> compare: what a build would change
"""
