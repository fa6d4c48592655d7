"""The page that stands where a text was taken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyHead
from site_gen.publish.views.redline import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneReason:
    """Why one version's text was taken down."""

    version: Version
    withdrawn_on: date
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneView:
    """What stands where the text of a withdrawn version stood, or a redline of it."""

    policy: PolicyHead
    version: Version
    """The newer one, of a redline."""
    reasons: tuple[TombstoneReason, ...]
    older: Version | None = None
    """None where no redline stood there."""
    shown: Shown | None = None
    """As `older`."""
