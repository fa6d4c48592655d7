"""What each command takes and does: a file each, loaded when it is asked for."""
