"""`python -m site_gen` is `policy-site`."""

from __future__ import annotations

from site_gen.cli import entry

entry()
