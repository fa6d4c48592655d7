"""Git LFS pointers where a file of declarations should be: what the file said is not in git."""

from __future__ import annotations

_POINTER = "version https://git-lfs.github.com/spec/"


def pointer_problem(first_line: str, what: str) -> str:
    """Say that a file which begins so is a pointer, and how to put it right; nothing where it is none."""
    if not first_line.startswith(_POINTER):
        return ""
    return (
        f"is a Git LFS pointer, and {what} itself is not in git; take it out of LFS with `git lfs untrack` and "
        "`git add --renormalize .`, and commit both"
    )
