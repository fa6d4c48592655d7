"""List the benchmarks: `python -m benchmarks`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HELPERS = frozenset({"far", "soffice"})
"""Programs that benchmarks start themselves."""


def commands() -> Iterator[tuple[str, str]]:
    """Yield each benchmark's name and what it measures, as its first line says it."""
    here = Path(__file__).parent
    for file in sorted([*here.glob("*.py"), *here.glob("*/__main__.py")]):
        text = file.read_text(encoding="utf-8")
        name = file.parent.name if file.stem == "__main__" else file.stem
        if 'if __name__ == "__main__"' in text and file != Path(__file__) and name not in HELPERS:
            said = ast.get_docstring(ast.parse(text)) or ""
            yield f"benchmarks.{name}", said.partition("\n")[0].partition(": `python -m")[0].rstrip(".")


if __name__ == "__main__":
    for name, words in commands():
        print(f"python -m {name:30}  {words}")
