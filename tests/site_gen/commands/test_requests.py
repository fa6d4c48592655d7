"""What is asked on the command line is read before anything is imported that answers it."""

from __future__ import annotations

import subprocess
import sys


def test_every_command_is_parsed_before_anything_slow_is_imported() -> None:
    """The help of any command, and the refusal of a wrong option, need neither git nor a parser of texts."""
    program = (
        "import sys; from site_gen.cli import parser; parser()\n"
        "slow = {'git', 'bs4', 'lxml', 'jinja2', 'markdown_it', 'cryptography', 'urllib3', 'rich', 'babel'}\n"
        "ours = {'site_gen.git', 'site_gen.text', 'site_gen.redline', 'site_gen.commands'}\n"
        "assert not (slow | ours) & set(sys.modules), (slow | ours) & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
