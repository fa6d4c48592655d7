"""What one letter tells: every change that its reader has not seen, as what a day brings and what came before it.

All that begins to apply on the notice's day is told as one. A later version that joins that day without a notice of its
own is told with it; one that owes a notice of its own is left to that. Whoever last saw a version before the one that
applies now is also told what changed in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from notify.model.published import Changes, Manifest, Passage, Version
from notify.published.manifest import read_changes
from notify.published.site import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The versions that a letter tells of, and the redline that it quotes."""

    seen: Version | None
    """What the reader saw last; None where that is unknown, or is what applied before the day."""
    base: Version | None
    """What applied before the day."""
    target: Version
    """The newest version that the notice is about."""
    day: tuple[Version, ...]
    """What begins to apply on the day, oldest first."""
    earlier: tuple[Version, ...]
    """What changed since the version seen last and before what the day brings, oldest first."""
    changes: Changes | None
    """The redline that is quoted; it may begin at `seen`, at `base`, or at the version before the notice's."""
    whole_url: str
    """Its page; empty where each of them would show a text that was taken down."""
    practice: tuple[Passage, ...]
    """Where the day changes a practice; none where no published redline shows just what the day brings."""
    practice_url: str
    """The page that shows all of them."""
    withdrawn: frozenset[str] = frozenset()
    """The versions whose text was taken down: where one of two texts was, the page of their changes shows neither."""

    def page_of(self, version: Version) -> str:
        """Return where to read on about one version: its changes, else its text; empty where that was taken down."""
        if version.version_id in self.withdrawn:
            return ""
        return version.url if version.predecessor_id in self.withdrawn else version.changes_url or version.url

    @property
    def covers_all(self) -> bool:
        """Whether the redline begins where the reader left off."""
        return bool(self.seen and self.changes and self.changes.older_id == self.seen.version_id)

    @property
    def newer(self) -> str | None:
        """The id of the version in which the redline's sections stand."""
        return self.changes.newer_id if self.changes else None


def tell(manifest: Manifest, version: Version, last_version: str | None) -> Story:
    """Find out what to tell people who last saw `last_version`; None stands for the version that applied before."""
    oldest_first = manifest.versions[::-1]
    places = {each.version_id: number for number, each in enumerate(oldest_first)}
    seen = manifest.version(last_version) if last_version else None
    base, day = _base(manifest, version), manifest.told_with(version)
    after = places[seen.version_id] if seen else -1
    day = tuple(each for each in day if places[each.version_id] > after)
    told = {each.version_id for each in day}
    stretch = oldest_first[after + 1 : places[version.version_id]] if seen else ()
    changes, whole_url = _redline(manifest, version, seen, base, day[-1])
    shown = seen if seen and base and places[base.version_id] < after else base
    of_day, practice_url = _read_redline(manifest, shown, day[-1]) if shown else (None, whole_url)
    return Story(
        seen=seen,
        base=base,
        target=day[-1],
        day=day,
        earlier=tuple(each for each in stretch if each.version_id not in told),
        changes=changes,
        whole_url=whole_url,
        practice=of_day.practice if of_day else (),
        practice_url=practice_url,
        withdrawn=frozenset(each.version_id for each in manifest.versions if each.withdrawn_on),
    )


def _base(manifest: Manifest, version: Version) -> Version | None:
    """Return what applied before the version's day of effect."""
    effect = manifest.effect_of(version.version_id)
    return manifest.version((effect.base_id if effect else version.predecessor_id) or "")


def _redline(
    manifest: Manifest, version: Version, seen: Version | None, base: Version | None, target: Version
) -> tuple[Changes | None, str]:
    """Find the published redline that shows most of what the reader has not seen, and the address of its page."""
    for older in filter(None, (seen, base)):
        for newer in dict.fromkeys((target, version)):
            found, page = _read_redline(manifest, older, newer)
            if found is not None:
                return found, page
    if any(each and each.withdrawn_on for each in (version, manifest.version(version.predecessor_id or ""))):
        return None, ""
    site, _ = Published.split_location(manifest.location)
    return read_changes(site, f"{version.version_id}/changes.json"), version.changes_url or version.url


def _read_redline(manifest: Manifest, older: Version, newer: Version) -> tuple[Changes | None, str]:
    """Read the redline of two versions, where the site has it, and return the address of its page.

    Where one of the two was taken down, the page shows the reason in place of both, and there is nothing to quote.
    """
    if older.withdrawn_on or newer.withdrawn_on:
        return None, ""
    site, _ = Published.split_location(manifest.location)
    is_next = newer.predecessor_id == older.version_id
    pair = f"{older.version_id}..{newer.version_id}"
    page = newer.changes_url if is_next else urljoin(folder_url(manifest.policy.url), f"{pair}/")
    return read_changes(site, f"{newer.version_id if is_next else pair}/changes.json"), page or newer.url


def folder_url(url: str) -> str:
    """Give a folder's address its final slash."""
    return url if url.endswith("/") else f"{url}/"
