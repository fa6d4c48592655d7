"""What is slow to import is imported when it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BY_DUCKDB = Path(__file__).parent / "audience" / "sources" / "interval.parquet"
"""Two accounts, and a column INTERVAL that nobody needs."""


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


def test_a_column_of_time_spans_stops_no_file() -> None:
    """What polars reads from the environment once is there before its first use, whatever uses it first."""
    _run(
        "from notify.lazy import polars; polars.DataFrame({'a': [1]})\n"
        "from notify.audience.sources import read_accounts\n"
        f"frames = read_accounts({str(BY_DUCKDB)!r}, {{}})\n"
        "assert sum(frame.height for frame in frames) == 2"
    )
