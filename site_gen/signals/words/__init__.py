"""The words of each language: what counsel wrote down, and how it is found in a text."""
