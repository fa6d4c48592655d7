"""The costly pages of a site, as independent jobs that any process can do: what each is made from, and its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct, field, json

from site_gen.build.names import name_all, name_of, name_of_version
from site_gen.build.sections import SectionJob
from site_gen.catalogue import Words
from site_gen.history.timeline import Effect, Place
from site_gen.model.history import Withdrawal
from site_gen.model.notice import NoticeGiven
from site_gen.model.version import Standing, Version
from site_gen.publish.views.policy import LaterText, PolicyHead
from site_gen.publish.views.redline import Shown
from site_gen.redline.digest.counts import Counts
from site_gen.redline.digest.summary import ChangeKind, statement
from site_gen.text.outline import Section


class PairSummary(Struct, frozen=True, kw_only=True):
    """What other pages say about a redline."""

    verdict: ChangeKind
    counts: Counts

    def dump(self) -> str:
        """Write for the cache."""
        return json.encode(self).decode()

    def statement(self, words: Words) -> str:
        """Say what kind of change it is."""
        return statement(self.verdict, self.counts, words)

    @classmethod
    def load(cls, text: str) -> PairSummary:
        """Read from the cache."""
        return json.decode(text, type=cls)


class TextJob(Struct, frozen=True, kw_only=True):
    """`<version>/`: the page of one version and its plain copies."""

    head: PolicyHead
    version: Version
    place: Place
    chain: str
    """Names the texts from which the sections follow, as `KnownTexts.chains` does."""
    link: str
    """Its link in the manifest's chain; empty for the page of the version in force, which shows none."""
    text_sha256: str
    corrected_by: Version | None = None
    """The version that mends a mistake of this one."""
    given: tuple[NoticeGiven, ...] = ()
    """How the notices of it went."""

    @property
    def folder(self) -> str:
        """The version's folder."""
        return f"{self.head.slug}/{self.version.version_id}"

    @property
    def oids(self) -> tuple[str, ...]:
        """The texts that the job reads."""
        return (self.version.text_oid,)

    @property
    def page_paths(self) -> tuple[str, ...]:
        """The page and its plain copies."""
        return tuple(f"{self.folder}/{name}" for name in ("index.html", "policy.md", "policy.txt"))

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the job writes."""
        return self.page_paths + tuple(self.sheets.values())

    @property
    def sheets(self) -> Mapping[str, str]:
        """Which page is also there as PDF, and where."""
        return {self.page_paths[0]: f"{self.folder}/policy.pdf"} if self.head.printed_for is not None else {}

    def key(self, program: str) -> str:
        """Name everything that the files are made from."""
        corrected = self.corrected_by.version_id if self.corrected_by else ""
        named = name_of(self.head), name_of_version(self.version), self.place.facts
        return name_all(program, "text", *named, self.chain, corrected, self.link, self.given)


class CurrentJob(Struct, frozen=True, kw_only=True):
    """`/<slug>/`: the version in force, at the address that people link to."""

    head: PolicyHead
    text: TextJob | None
    """None before the first version takes effect, and after the policy ended."""
    upcoming: tuple[Effect, ...]
    ended: Withdrawal | None
    """Where the policy was taken down and nothing came after."""
    last: Version | None = None
    """Of a policy that ended, the version that applied last."""
    overtaken_by: LaterText | None = None

    @property
    def chain(self) -> str | None:
        """Names the texts from which the sections follow; None where nothing is in force."""
        return self.text.chain if self.text else None

    @property
    def oids(self) -> tuple[str, ...]:
        """The texts that the job reads."""
        return self.text.oids if self.text else ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The file that the job writes."""
        return (f"{self.head.slug}/index.html",)

    def key(self, program: str) -> str:
        """Name everything that the file is made from."""
        text = self.text.key(program) if self.text else ""
        upcoming = [effect.facts for effect in self.upcoming]
        facts = self.head, upcoming, self.ended, self.last and self.last.version_id, self.overtaken_by
        return name_all(program, "current", *facts, text)


class RedlineJob(Struct, frozen=True, kw_only=True):
    """One redline, on every page that shows it, and its extract."""

    head: PolicyHead
    older: Version
    newer: Version
    place: Place
    """Of the newer version."""
    shown: tuple[Shown, ...]
    """At least one."""
    noted: tuple[Version, ...]
    """The versions whose notes the page shows, newest first."""
    read_in: str
    """The language in which a program reads it: as declared when the newer version was published."""
    replaces: bool
    """Whether the newer version was published to replace the older."""
    chain: str
    """Names the texts from which the newer text's sections follow."""
    shas: tuple[str, str]
    """SHA-256 of both texts."""
    corrected_by: Version | None = None
    """The version that mends a mistake of the newer one."""

    @property
    def consecutive(self) -> bool:
        """Whether the redline is one version's own change."""
        return self.newer.predecessor_id == self.older.version_id

    @property
    def stays(self) -> bool:
        """Whether a page that shows it stays when the next version comes: beside such a page lies an extract."""
        return self.shown != (Shown.SINCE,)

    @property
    def withdrawn(self) -> tuple[Version, ...]:
        """Those of the two versions whose text was taken down, the older first."""
        return tuple(version for version in (self.older, self.newer) if version.withdrawn)

    @property
    def pair(self) -> str:
        """Name the two texts."""
        return pair_key(self.older, self.newer)

    @property
    def oids(self) -> tuple[str, ...]:
        """The texts that the job reads."""
        return self.older.text_oid, self.newer.text_oid

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the job writes: each page, and the extract once for what stays."""
        pages = tuple(path for shown in self.shown for path in self.paths_of(shown))
        return pages + tuple(self.sheets.values()) + self.documents

    @property
    def documents(self) -> tuple[str, ...]:
        """Where the redline is also there as a Word document: beside each page that stays as it is."""
        if self.head.tracked_for is None or self.withdrawn:
            return ()
        pages = (self.paths_of(shown)[0] for shown in self.shown if shown is not Shown.SINCE)
        return tuple(page.replace("index.html", "changes.docx") for page in pages)

    @property
    def sheets(self) -> Mapping[str, str]:
        """Which page is also there as PDF, and where."""
        if self.head.printed_for is None or Shown.CHANGES not in self.shown:
            return {}
        page, _ = self.paths_of(Shown.CHANGES)
        return {page: page.replace("index.html", "changes.pdf")}

    def paths_of(self, shown: Shown) -> tuple[str, ...]:
        """Return a page's path and, where the page is to stay as it is, that of its extract."""
        slug, older, newer = self.head.slug, self.older.version_id, self.newer.version_id
        match shown:
            case Shown.CHANGES:
                return f"{slug}/{newer}/changes/index.html", f"{slug}/{newer}/changes.json"
            case Shown.PAIR:
                return f"{slug}/{older}..{newer}/index.html", f"{slug}/{older}..{newer}/changes.json"
            case Shown.SINCE:
                return (f"{slug}/since/{older}/index.html",)

    def key(self, program: str) -> str:
        """Name everything that the files are made from."""
        others = [_name_of_note(version) for version in (self.older, *self.noted)]
        effect = self.place.effect.facts if self.place.effect else None
        place = self.place.standing is Standing.UPCOMING, effect, self.place.period is None
        corrected = self.corrected_by.version_id if self.corrected_by and self.consecutive else ""
        named = name_of(self.head), name_of_version(self.newer), self.chain, others
        return name_all(program, "redline", *named, self.shown, place, self.read_in, self.replaces, corrected)


Job = TextJob | CurrentJob | RedlineJob | SectionJob


class Work(Struct, frozen=True):
    """A job to be done, with what its pages show besides its texts."""

    job: Job
    sections: tuple[Section, ...]
    """Of the text, or of the newer of two."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Parts of the page that an earlier build made."""

    @property
    def oids(self) -> Iterator[str]:
        """The texts that the job reads."""
        yield from self.job.missing_oids(self.known) if isinstance(self.job, SectionJob) else self.job.oids


@cache
def _name_of_note(version: Version) -> str:
    """Name what a page says of an older version, or of one between: another day of effect leaves it as it is."""
    return name_all(version.version_id, version.text_oid, version.change_class, version.note, version.withdrawn)


def pair_key(older: Version, newer: Version) -> str:
    """Name two texts, whichever versions have them."""
    return f"{older.text_oid}..{newer.text_oid}"
