"""Run as `python -m notify`, where the console script is not installed."""

from notify.cli import entry

entry()
