"""Every version of one policy, the commits that it comes from, and what in them was odd."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from site_gen.model.policy import Policy
from site_gen.model.version import Version


class Revision(Struct, frozen=True, kw_only=True):
    """One commit on the main line that touched the policy."""

    commit: str
    committed_at: datetime
    path: str
    text_oid: str | None
    """Git object id of the text after the commit; None where there is none: the commit removed the policy."""
    note_oids: tuple[tuple[str, str], ...] = ()
    """(path, object id) of the change notes that this commit added or edited, be the text the one before or not."""
    no_text: str = ""
    """What stands there instead of a text, such as a link; the policy then stays as it was."""
    remarks: tuple[tuple[Oddity, str, str], ...] = ()
    """(kind, path, words) of what could not be read exactly: an old encoding, an impossible date."""


class Withdrawal(Struct, frozen=True, kw_only=True):
    """A day on which the policy was taken down: a timeline entry, not a version."""

    withdrawn_on: date
    commit: str
    after_versions: int
    """How many versions there were before."""
    restored_on: date | None = None
    """The day on which it came back, with or without a new version."""
    is_same_text: bool = False
    """Whether it came back as it was, so that no version tells of the return."""
    reason: str = ""
    """Markdown, public; empty where no note gives one."""


class Oddity(StrEnum):
    """What the history holds that `check` would have refused before the merge."""

    CLOCK_RAN_BACK = "clock-ran-back"
    LATE_NOTE = "late-note"
    STRAY_NOTE = "stray-note"
    SECOND_NOTE = "second-note"
    EDITED_NOTE = "edited-note"
    UNREADABLE_NOTE = "unreadable-note"
    BACKDATED = "backdated"
    OUT_OF_TURN = "out-of-turn"
    POSTPONED_WITH_TEXT = "postponed-with-text"
    POSTPONED_UNKNOWN = "postponed-unknown"
    POSTPONED_TO_EARLIER = "postponed-to-earlier"
    POSTPONED_TOO_LATE = "postponed-too-late"
    POSTPONED_WITHOUT_REASON = "postponed-without-reason"
    WITHDRAWN_UNKNOWN = "withdrawn-unknown"
    WITHDRAWN_IN_USE = "withdrawn-in-use"
    WITHDRAWN_TWICE = "withdrawn-twice"
    WITHDRAWN_WITHOUT_REASON = "withdrawn-without-reason"
    NO_TEXT = "no-text"
    OLD_ENCODING = "old-encoding"
    ODD_DATE = "odd-date"


class HistoryWarning(Struct, frozen=True, kw_only=True):
    """An oddity, where it is, and what the history made of it."""

    oddity: Oddity
    commit: str
    path: str
    message: str


class History(Struct, frozen=True, kw_only=True):
    """Every version of one policy, oldest first."""

    policy: Policy
    versions: tuple[Version, ...]
    withdrawals: tuple[Withdrawal, ...] = ()
    warnings: tuple[HistoryWarning, ...] = ()
    paths: tuple[str, ...] = ()
    """Every path at which its text has been, the newest first."""

    @property
    def end(self) -> Withdrawal | None:
        """How the policy ended, where nothing came after."""
        last = self.withdrawals[-1] if self.withdrawals else None
        return last if last and last.restored_on is None else None
