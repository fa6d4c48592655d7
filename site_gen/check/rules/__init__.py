"""The rules of the check, one file for each thing that they look at; `catalogue` lists them.

About the change: `notes`, `declarations`, `dates`, `postponements`, `corrections`, `approvals`, `publishing_branch`,
`listing`, `removals`, `promises`, `translations`, `anchors`. About the text as it stands: `links`, `style`, `markup`,
`unfinished`, `tables`, `characters`. A new rule is a function, its entry in the `RULES` of its file, and its tests; a
new file of rules is a line of `catalogue`.
"""
