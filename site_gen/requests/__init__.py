"""What can be asked for on the command line: one file for each command, with its options.

Nothing here is slow to import, so that `--help` and a wrong option are answered at once; what is then done stands in
the file of the same name in `commands/`.
"""
