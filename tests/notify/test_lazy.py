"""What is slow to import is imported when it is used."""

from __future__ import annotations

import subprocess
import sys


def test_commands_can_be_loaded_without_polars() -> None:
    """The functions of every command are there before polars is; the first use of it brings it in."""
    program = (
        "import sys; from notify.cli import parser; parser()\n"
        "assert 'polars' not in sys.modules\n"
        "from notify.lazy import polars; assert polars.DataFrame({'a': [1]}).height == 1\n"
        "assert 'polars' in sys.modules and 'DataFrame' in vars(polars)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
