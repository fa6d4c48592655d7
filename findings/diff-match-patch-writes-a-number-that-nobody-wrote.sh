#!/usr/bin/env bash
# diff-match-patch applies "30 days becomes 60" to a text that says 45 and writes 645 days, and reports success.
#
# A patch holds characters, so 30 -> 60 is "3 becomes 6", and `patch_apply` looks for the likeliest place when the text
# has gone another way. That it guesses is documented; that a guess inside a number still comes back as True is what
# bites. From 35 days it makes 65, from 300 it makes 600, and a "not" that is there already is put in twice. Whoever
# merges two branches of a contract with it must compare the words afterwards, not look at the list of results.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet diff-match-patch==20241021
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from diff_match_patch import diff_match_patch

print("diff-match-patch", version("diff-match-patch"))


def merged(old, new, other):
    made = diff_match_patch()
    result, applied = made.patch_apply(made.patch_make(old, new), other)
    print(f"{old!r} -> {new!r}, applied to {other!r}: {result!r} {applied}")
    assert all(applied)
    return result


KEEP = "We keep it for {} days."
assert merged(KEEP.format(30), KEEP.format(60), KEEP.format(45)) == KEEP.format(645)
assert merged(KEEP.format(30), KEEP.format(60), KEEP.format(35)) == KEEP.format(65)
assert merged(KEEP.format(30), KEEP.format(60), KEEP.format(300)) == KEEP.format(600)
twice = merged("We may sell it.", "We may not sell it.", "We may not sell it.")
assert twice == "We may not not sell it.", twice
PYTHON
