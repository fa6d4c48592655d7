"""What is slow to import is imported when it is used."""

from __future__ import annotations

import subprocess
import sys


def _run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_every_command_is_parsed_before_anything_slow_is_imported() -> None:
    """The help of any command, and the refusal of a wrong option, wait for no database and no web server."""
    _run(
        "import sys; from notify.cli import parser; parser()\n"
        "slow = {'sqlalchemy', 'polars', 'jinja2', 'cryptography', 'urllib3', 'starlette', 'rich'}\n"
        "assert not slow & set(sys.modules), slow & set(sys.modules)"
    )


def test_commands_can_be_loaded_without_polars() -> None:
    """The work of every command is there before polars is; the first use of it brings it in."""
    _run(
        "import sys; from importlib import import_module; from notify.cli import COMMANDS\n"
        "for name in COMMANDS: import_module('notify.commands.' + name.replace(' ', '_'))\n"
        "assert 'polars' not in sys.modules\n"
        "from notify.lazy import polars; assert polars.DataFrame({'a': [1]}).height == 1\n"
        "assert 'polars' in sys.modules and 'DataFrame' in vars(polars)"
    )
