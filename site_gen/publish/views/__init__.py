"""What each page shows: small frozen values, filled by the build and read by the templates.

A field that ends in `_html` is safe HTML made by our own renderer; every other string is text and gets escaped.
Addresses never travel: a template makes relative links from slugs and version ids.
"""
