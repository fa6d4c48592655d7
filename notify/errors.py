"""Every way in which the notifier refuses.

NotifyError
  ConfigError      an option, a setting or a secret is missing or wrong
  ManifestError    the published manifest or what lies beside it cannot be trusted: location
  SourceError      the accounts cannot be read: source, row
    MissingColumnError  a column is not there; the command says where its name is given
  AudienceError    the numbers do not add up, or there is nobody to tell
  LedgerError      the durable record is busy, full, of another kind, or was tampered with
    LedgerAwayError  its server cannot be reached for now
  OutputError      a file or a folder cannot be written: path
  TransportError   a transport cannot be set up; what one call answered is a Receipt, never an exception
  Refused          a rule of sending says no; the message names the rule and the way round it, if there is one
  TokenRefused     a token that names no account to the gate
  WebhookRejected  an event post that did not prove where it comes from (one answer for every cause)
  WitnessError     a signature or a time stamp cannot be had, or does not hold
"""

from __future__ import annotations


class NotifyError(Exception):
    """Something outside the program is wrong; the message names it and the next step."""


class ConfigError(NotifyError):
    """An option, a setting or a secret is missing or wrong."""


class ManifestError(NotifyError):
    """What the site publishes cannot be used."""

    def __init__(self, location: str, problem: str) -> None:
        super().__init__(f"{location}: {problem}")
        self.location = location


class SourceError(NotifyError):
    """The accounts cannot be read."""

    def __init__(self, source: str, problem: str, *, row: int | None = None) -> None:
        super().__init__(f"{source}:{row}: {problem}" if row else f"{source}: {problem}")
        self.source, self.row = source, row


class MissingColumnError(SourceError):
    """A column that is needed is not there; how it is named is for the command to say that was asked."""

    def __init__(self, source: str, has: str, *, ours: str, likely: str, is_one: bool) -> None:
        """Say what the source has; `likely` is the column that may be meant, `is_one` that all came as one column."""
        super().__init__(source, has)
        self.has, self.ours, self.likely, self.is_one = has, ours, likely, is_one

    def with_step(self, step: str, named: str) -> SourceError:
        """Return it with the next step; `named` says how the likely column is given."""
        if self.is_one:
            rest = ", if it is one column: its parts are separated by something other than a comma, semicolon, tab or |"
        else:
            rest = f", such as {named}" if self.likely else ""
        return SourceError(self.source, f"{self.has}: {step}{rest}")


class AudienceError(NotifyError):
    """The numbers do not add up, or there is nobody to tell."""


class LedgerError(NotifyError):
    """The durable record cannot be read or written; nothing may go on without it."""


class LedgerAwayError(LedgerError):
    """The server that the durable record is in cannot be reached for now."""


class OutputError(NotifyError):
    """What was to be written cannot be."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class TransportError(NotifyError):
    """A transport cannot be set up."""


class Refused(NotifyError):  # noqa: N818 - a refusal is an answer, and the word in every message
    """A rule of sending says no."""


class WebhookRejected(NotifyError):  # noqa: N818 - as above
    """An event post did not prove where it comes from, or did not come whole; `status` is what HTTP answers."""

    def __init__(self, words: str, status: int = 403) -> None:
        super().__init__(words)
        self.status = status


class WitnessError(NotifyError):
    """A signature or a time stamp cannot be had, or does not hold."""


class TokenRefused(NotifyError):  # noqa: N818 - as above
    """A token does not say, by a key of ours and for this hour, whose account is meant."""
