"""The rules of the check, one file for each thing that they look at; `table` lists them.

About the change: `notes`, `dates`, `proposal`, `anchors`. About the text as it stands: `text` (marks, tables,
characters), `links`, `wording`. A new rule is a function, its entry in its file, and its tests.
"""
