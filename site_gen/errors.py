"""Every way in which the generator refuses.

SiteGenError
  ConfigError      the configuration or a change note is wrong: file, line, the fix
  GitError         git refused or cannot do it here: the command and git's own words
  PolicyError      the policy's text cannot be published: path, line
  HistoryError     the history cannot be shown truthfully: shallow, dates that disagree
    UnknownPolicyError  no commit holds the policy
  PublishedError   a build would change what is published, and nobody declared it
  OutputError      the output folder cannot be written safely
  VerifyError      what was built is not what the text says
"""

from __future__ import annotations


class SiteGenError(Exception):
    """Something outside the program is wrong; the message names it and the next step."""

    def __reduce__(self) -> tuple[object, ...]:
        """Cross from a worker process whole, whatever the constructor asks for."""
        return _again, (type(self), self.args, self.__dict__)


class ConfigError(SiteGenError):
    """A configuration file or change note cannot be used."""

    def __init__(self, path: str, problem: str, *, line: int | None = None) -> None:
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class PassedOverNoteError(ConfigError):
    """A change note cannot be read and stops nothing: its file is gone, or nothing is published by who reads it."""


class GitError(SiteGenError):
    """Git refused; `stderr` holds its own words."""

    def __init__(self, problem: str, *, stderr: str = "") -> None:
        super().__init__(f"{problem}\n{stderr.strip()}" if stderr.strip() else problem)
        self.stderr = stderr


class PolicyError(SiteGenError):
    """A policy's text cannot be published."""

    def __init__(self, path: str, problem: str, *, line: int | None = None) -> None:
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class HistoryError(SiteGenError):
    """The history cannot be shown truthfully."""


class UnknownPolicyError(HistoryError):
    """No commit holds the policy."""


class PublishedError(SiteGenError):
    """A build would change what is published, and nobody declared it.

    `differences` names each version with what would change; `why` says from what that comes, where it is known.
    """

    def __init__(self, message: str, *, differences: tuple[tuple[str, str], ...] = (), why: str = "") -> None:
        super().__init__(message)
        self.differences, self.why = differences, why


class OutputError(SiteGenError):
    """The output folder cannot be written safely."""


class WitnessError(SiteGenError):
    """A signature or a time stamp cannot be had, or does not hold."""


class VerifyError(SiteGenError):
    """What was built is not what the text says."""


def _again(kind: type[SiteGenError], args: tuple[object, ...], facts: dict[str, object]) -> SiteGenError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(facts)
    return error
