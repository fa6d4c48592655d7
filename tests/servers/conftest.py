"""The notifier's desk, here too."""

from __future__ import annotations

from tests.notify.conftest import desk

__all__ = ["desk"]
