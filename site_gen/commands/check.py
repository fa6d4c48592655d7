"""`policy-site check`: whether a change may be merged."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from site_gen.check.proposal.read import Request, read_cases
from site_gen.check.report.data import check_json
from site_gen.check.report.github import check_annotations, error_command
from site_gen.check.report.markdown import check_markdown, problem_markdown
from site_gen.check.report.pull_request import Links
from site_gen.check.report.text import check_text
from site_gen.check.verdict import Verdict, judge_all
from site_gen.errors import ConfigError, OutputError, PolicyError, SiteGenError
from site_gen.options import Options
from site_gen.requests.arguments import options_of, request_of
from site_gen.requests.check import FORMS


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    links = Links(
        repository_url=arguments.repository_url,
        head_branch=arguments.head_branch,
        details_url=arguments.details_url,
        review_url=arguments.review_url,
    )
    form = "json" if arguments.json else arguments.format
    return run(options_of(arguments), request_of(arguments), form, links, arguments.report)


def run(options: Options, request: Request, form: str, links: Links, reports: Sequence[Path] = ()) -> int:
    """Print what the check found, and write it to each report in the form that its name ends in.

    Returns 1 where the change is not to be merged.
    """
    try:
        verdicts = judge_all(read_cases(options, request))
    except SiteGenError as error:
        sys.stdout.write(_problem(error, form))
        for file in reports:
            _write(file, _problem(error, FORMS[file.suffix]))
        raise
    sys.stdout.write(_report(verdicts, form, links))
    for file in reports:
        _write(file, _report(verdicts, FORMS[file.suffix], links))
    return 0 if all(verdict.is_passed for verdict in verdicts) else 1


def _report(verdicts: list[Verdict], form: str, links: Links) -> str:
    if form == "markdown":
        return check_markdown(verdicts, links)
    if form == "json":
        return check_json(verdicts)
    if form == "github":
        return check_annotations(verdicts)
    if form == "html":
        from site_gen.preview.review_page import review_page

        return review_page(verdicts)
    return check_text(verdicts)


def _problem(error: SiteGenError, form: str) -> str:
    """Say in the asked form why there is no verdict: whoever waits for one must not find nothing."""
    if form == "markdown":
        return problem_markdown(str(error))
    if form == "json":
        return check_json([], str(error))
    if form == "html":
        from site_gen.preview.review_page import problem_page

        return problem_page(str(error))
    if form == "github" and isinstance(error, (ConfigError, PolicyError)):
        return error_command(error.path, error.line, "unreadable", str(error)) + "\n"
    return ""


def _write(file: Path, report: str) -> None:
    """Write a report whole or not at all; raise OutputError where it cannot be written."""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=file.parent, delete=False) as draft:
            draft.write(report)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(file)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written ({error.strerror}); name another file with --report") from error
