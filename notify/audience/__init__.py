"""Who is owed a notice: accounts read, judged, frozen, and read back."""
