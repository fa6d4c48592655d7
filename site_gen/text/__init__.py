"""From a file's bytes to a policy's blocks, sections and anchors."""
