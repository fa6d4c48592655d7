"""Questions at the terminal: a slip is asked about again, and costs none of the answers before it."""

from __future__ import annotations

import sys
from collections.abc import Callable

Problem = Callable[[str], str | None]
"""Says what is wrong with an answer, as the end of a sentence about it; None where it can be used."""
Ask = Callable[[str, str, Problem], str]


def ask(question: str, default: str, problem_of: Problem) -> str:
    """Ask until the answer can be used; an empty one, and the end of the input (Ctrl-D), take the default."""
    while True:
        try:
            answer = input(f"{question} [{default or 'later'}] ").strip()
        except EOFError:
            print()
            return default
        problem = problem_of(answer) if answer else None
        if problem is None:
            return answer or default
        print(f"  {answer!r} {problem}", file=sys.stderr)


def take(_question: str, default: str, _problem_of: Problem) -> str:
    """Ask nothing."""
    return default
