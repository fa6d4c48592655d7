"""The rules of the check, one file for each thing that they look at; `catalogue` lists them.

About the change: `notes`, `dates`, `postponements`, `whole_change`, `anchors`. About the text as it stands: `links`,
`style` and `text_rules` (`markup`, `tables`, `characters`). A new rule is a function, its entry, and its tests.
"""
