"""Pages that show the text of one version."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from site_gen.history.timeline import Effect, Place
from site_gen.model.notice import NoticeGiven
from site_gen.model.version import Version
from site_gen.publish.views.policy import LaterText, PolicyEnd, PolicyHead


class OutlineEntry(Struct, frozen=True, kw_only=True):
    """One heading of the text."""

    number: str
    """As the heading writes it; empty where it writes none."""
    title: str
    """Without the number."""
    anchor: str
    level: int


class PostponementView(Struct, frozen=True, kw_only=True):
    """One later day that an announced version was given."""

    version_id: str
    postponed_on: date
    from_on: date
    to_on: date
    along_with_id: str | None
    """The version that was postponed, where this one only follows it."""
    reason_html: str


class TextView(Struct, frozen=True, kw_only=True):
    """One version's text: the same on the page of the version in force and on the version's own page."""

    version: Version
    place: Place
    body_html: str
    """What stands inside `<article class="policy-text">`, without the article's own tags."""
    outline: tuple[OutlineEntry, ...]
    postponements: tuple[PostponementView, ...] = ()
    """Newest first."""

    @property
    def titled(self) -> bool:
        """Whether the text brings its own `h1`, so that the page adds none."""
        return any(entry.level == 1 for entry in self.outline)


class CurrentView(Struct, frozen=True, kw_only=True):
    """`/<slug>/`: the version in force."""

    policy: PolicyHead
    text: TextView | None
    """None before the first version takes effect and after the policy ended."""
    upcoming: tuple[Effect, ...] = ()
    """Soonest first."""
    ended: PolicyEnd | None = None
    """Where the policy was taken down and nothing came after."""
    last: Version | None = None
    """Of a policy that ended, the version that applied last, where its text is still shown."""
    overtaken_by: LaterText | None = None


class VersionView(Struct, frozen=True, kw_only=True):
    """`/<slug>/<version>/`: the text of one version, for ever."""

    policy: PolicyHead
    text: TextView
    corrected_by: Version | None = None
    """The version that mends a mistake of this one."""
    link: str = ""
    """Its link in the chain of all versions; the page says how to check it."""
    text_sha256: str = ""
    given: tuple[NoticeGiven, ...] = ()
    """How the notices of it went."""
