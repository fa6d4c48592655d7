"""A check's result as GitHub Actions reads it: one annotation for each finding, on its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.check.report.sentences import message_words
from site_gen.check.report.text import check_text
from site_gen.check.rule import Finding, Severity
from site_gen.check.verdict import Verdict

_COMMANDS = {Severity.REFUSAL: "error", Severity.WARNING: "warning"}


def check_annotations(verdicts: Sequence[Verdict]) -> str:
    """Return the workflow commands, and the result in words for whoever reads the log.

    The words are fenced off: a policy's text must not pass for a command (a stop token that no text can know).
    """
    commands = [annotation(finding) for verdict in verdicts for finding in (*verdict.refusals, *verdict.warnings)]
    return "".join(f"{line}\n" for line in (*commands, *_words(verdicts)))


def annotation(finding: Finding) -> str:
    """Return one workflow command."""
    fault = finding.fault
    return error_command(fault.path, fault.line, finding.rule.code, message_words(fault), _COMMANDS[finding.severity])


def error_command(path: str, line: int | None, title: str, message: str, command: str = "error") -> str:
    """Return the workflow command that marks a line."""
    place = {"file": path, "line": str(line) if line else "", "title": title}
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
    return f"::{command} {properties}::{_escape(message)}"


def _words(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield the result in words; no line of it begins as a command does."""
    yield from (f" {line}" if line.lstrip().startswith("::") else line for line in check_text(verdicts).splitlines())


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
