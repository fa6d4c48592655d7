"""What a caller cannot see in a signature is what a function refuses: its docstring says so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAID = ("raise", "refus")


def _is_method(function: ast.FunctionDef) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "self"


def _raises_one_of(errors: set[str], function: ast.FunctionDef) -> bool:
    raised = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise))
    return any(isinstance(each, ast.Call) and ast.unparse(each.func) in errors for each in raised)


def _says_so(function: ast.FunctionDef) -> bool:
    words = (ast.get_docstring(function) or "").lower()
    return any(word in words for word in SAID)


@pytest.mark.parametrize("program", ["site_gen", "notify"])
def test_a_function_that_refuses_says_so(program: str) -> None:
    """A public function that raises a refusal of ours says so; for a method, what it implements may say it for all."""
    trees = {file: ast.parse(file.read_bytes()) for file in sorted((ROOT / program).rglob("*.py"))}
    functions = [
        (f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", node)
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) and not node.name.startswith("_")
    ]
    errors = {node.name for node in trees[ROOT / program / "errors.py"].body if isinstance(node, ast.ClassDef)}
    promised = {each.name for _, each in functions if _is_method(each) and _says_so(each)}
    refusing = [(place, each) for place, each in functions if _raises_one_of(errors, each)]
    assert len(refusing) > 50, "the refusals are looked for where they no longer are"
    silent = [(place, each) for place, each in refusing if not _says_so(each)]
    assert [place for place, each in silent if not (_is_method(each) and each.name in promised)] == []
