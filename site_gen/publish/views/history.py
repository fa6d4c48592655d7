"""The timeline, and what applied when."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from site_gen.history.timeline import Effect, Place
from site_gen.model.version import Version
from site_gen.publish.calendar import Month
from site_gen.publish.picture import Picture
from site_gen.publish.views.policy import PolicyEnd, PolicyHead
from site_gen.publish.views.text import PostponementView


class HistoryRow(Struct, frozen=True, kw_only=True):
    """One version in the timeline."""

    policy: PolicyHead
    version: Version
    place: Place
    statement: str = ""
    """How large its change is; empty for the first."""
    gist: str = ""
    """The first sentence of its change note."""
    gist_language: str = ""
    """That of the note's words, where it is not the policy's."""
    promised_days: int | None = None
    """Of notice before a change such as this, by the policy before it; None where it promised none."""
    postponements: tuple[PostponementView, ...] = ()
    """Newest first."""
    whole: Effect | None = None
    """What began to apply with it, where that was more than its own change, as `timeline.whole_change` returns it."""
    is_declared: bool
    """Whether any version of the policy has a note: where none has, no row says so."""
    compared_with: str | None = None
    """Id of the version with which every earlier one has a page of comparison."""


class TimelineRow(NamedTuple):
    """A row of the timeline, rendered where it tells of a version."""

    on: date
    html: str
    reason: str = ""
    """HTML; why the policy was taken down, where the row is about that."""
    is_return: bool = False
    """Whether the row tells that the policy came back as it was."""


class HistoryView(Struct, frozen=True, kw_only=True):
    """`/<slug>/history/`: the timeline."""

    policy: PolicyHead
    rows: tuple[TimelineRow, ...]
    """One for each version, newest first."""
    is_declared: bool
    """Whether any version has a note: where none has, it is said once."""
    ends: tuple[PolicyEnd, ...] = ()
    picture: Picture | None = None
    """How the text grew; None where there is too little to draw."""


class DatesView(Struct, frozen=True, kw_only=True):
    """`/<slug>/on/`: what applied when, and what has changed since."""

    policy: PolicyHead
    months: tuple[Month, ...]
    """Oldest first."""
    shared: tuple[str, ...]
    """Those with more than one version, newest first, each as `pages.render_month` wrote it."""
    compared: bool
    """Whether each version has its page of what changed since."""
