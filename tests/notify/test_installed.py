"""What a machine is told that has the site's packages and not those for telling people."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = "import sys; sys.modules['sqlalchemy'] = None; from notify.cli import main; main(['status', '--ledger', 'x'])"
"""An import of what stands there as None fails as that of a missing package does."""


def test_a_missing_package_is_named_with_the_extra_that_brings_it() -> None:
    """One line, no traceback."""
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "policy-notify: sqlalchemy is not installed; install section11[notify]: the site alone needs less\n"
    )
