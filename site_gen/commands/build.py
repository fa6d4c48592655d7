"""`policy-site build`."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from site_gen.build.entry import build
from site_gen.build.pages.notice_pages import warn_of_missing
from site_gen.commands.progress import watch
from site_gen.options import Options, Report
from site_gen.requests.arguments import built_site, options_of


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), arguments.out or built_site(arguments.repo), as_json=arguments.json)


def run(options: Options, out: Path, *, as_json: bool) -> int:
    """Build, and say what came of it."""
    with watch() as progress:
        report = build(options, out, progress)
    gc.freeze()  # there is no garbage worth looking for at the end of the process
    missing = tuple(warn_of_missing(report.notices, out))
    report = report._replace(warnings=(*report.warnings, *missing))
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(_json(report, out) if as_json else sentence(report, out))
    return 0


def sentence(report: Report, out: Path) -> str:
    """Say what a build did, to a person at a terminal."""
    where = f"{out}/index.html"
    if not report.versions:
        kept = "1 file is" if report.kept == 1 else f"{report.kept:,} files are"
        return f"Nothing has changed: {kept} up to date. Open {where}"
    told = ", ".join(f"{slug}: {count} version{'s' if count != 1 else ''}" for slug, count in report.versions.items())
    removed = f", {report.removed:,} removed" if report.removed else ""
    written = f"{report.written:,} file{'' if report.written == 1 else 's'}"
    return f"{told}. {written} written, {report.kept:,} kept{removed}. Open {where}"


def _json(report: Report, out: Path) -> str:
    import json

    facts = {
        "out": str(out),
        "written": report.written,
        "kept": report.kept,
        "removed": report.removed,
        "versions": dict(report.versions),
        "warnings": list(report.warnings),
    }
    return json.dumps(facts, indent=2, sort_keys=True)
