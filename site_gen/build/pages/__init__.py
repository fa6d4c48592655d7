"""What each page of a site is made of, one module for each kind of page."""
