"""The page in place of a text that was taken down."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from site_gen.history.timeline import Place
from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyHead
from site_gen.publish.views.redline import Shown


class TombstoneReason(Struct, frozen=True, kw_only=True):
    """Why one version's text was taken down."""

    version: Version
    withdrawn_on: date
    html: str
    what_you_can_do_html: str = ""
    """What its note says of that, or the withdrawing one in its place: the choices outlive the text."""


class TombstoneView(Struct, frozen=True, kw_only=True):
    """The page in place of the text of a withdrawn version, or of a redline with it."""

    policy: PolicyHead
    version: Version
    """The newer one, of a redline."""
    reasons: tuple[TombstoneReason, ...]
    place: Place | None = None
    """When the version applied; None where the page stands for a redline, whose versions' own pages say it."""
    older: Version | None = None
    """None where there was no redline."""
    shown: Shown | None = None
    """As `older`."""
