"""What a change in hand is: a policy's texts, notes and languages, on the base and in hand, read into a case.

`sides` reads the repository before and after, `both_sides` one policy on both; each file beside them finds out one
thing more, and `read` puts it all together.
"""
