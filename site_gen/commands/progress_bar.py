"""The progress bar itself: rich takes a good part of a short build to import."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress


def start_bar() -> Progress:
    """Show a bar on standard error that goes when it is stopped."""
    bar = Progress(console=Console(stderr=True), transient=True)
    bar.start()
    return bar
