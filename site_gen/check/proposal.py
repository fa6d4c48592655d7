"""Read what a change is: the policies, their texts and notes, on the base and in hand."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from site_gen.check.model import Case, NoteFile, Surroundings, Text
from site_gen.check.sides import Outlines, Published, Side
from site_gen.declared.change_note import (
    Draft,
    EndingDraft,
    PostponingDraft,
    WithdrawingDraft,
    note_or_error,
    read_draft,
)
from site_gen.declared.configuration import CONFIG_PATH, time_zone_of
from site_gen.declared.notice_rules import RULES_PATH, read_rules
from site_gen.errors import ConfigError, HistoryError
from site_gen.git.main_line import Join, Relation
from site_gen.git.repository import Repository, open_repository
from site_gen.git.trees import CommitTree, DiskTree
from site_gen.history.governing_terms import Terms, read_terms, terms_since
from site_gen.history.lineage import Trail
from site_gen.model.note import ChangeClass
from site_gen.model.policy import Policy
from site_gen.options import Options
from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.text.decode import decode_text
from site_gen.text.document import Document
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import Section, headings, sections
from site_gen.text.parse import parse
from site_gen.text.published import read_document

_NOTE_LIKE = (".md", ".markdown", ".txt", ".mdx")
_SAID_BY_NOTES = (b"\nclass:", b"\npostpones:", b"\nwithdraws:", b"\nends:")
_MISPLACED = 20
"""New files that are looked into; a change that brings more is not a slip of one note's place."""
_NEARLY_THE_SAME = 0.8
"""Share of words in common from which a new file is taken for one that is gone."""
_ABOUT = re.compile(r"readme|changelog|contributing|license|security|[._]", re.IGNORECASE)
"""How the names of texts begin that are about the files beside them."""
_LIKELY_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user asks to have checked."""

    base: str | None
    """What is published, as a branch or commit; None for the publishing branch."""
    head: str | None
    """What is proposed, as a commit; None for the files as they lie on disk."""
    now: datetime
    today: date | None
    """The day to judge for; None for the day that it is where the organisation publishes."""


def read_cases(options: Options, request: Request) -> Iterator[Case]:
    """Yield each policy that the change may concern."""
    repository = open_repository(options.repository, branch=options.branch)
    if request.head:
        repository = repository.at(request.head)
    named = (request.base or "").strip("0")  # to a hook git names nothing but zeros before a branch's first commit
    base = repository.at(request.base or "") if named else _usual_base(repository)
    before = Side(repository.at_fork(base.tip), None, options)
    after = Side(repository, None if request.head else _on_disk(repository), options)
    gone = [policy for policy in before.policies if not after.concerns(policy)]
    is_contained = before.repository.tip == base.tip != repository.tip
    join = repository.join(base.tip) if is_contained else Join(relation=Relation.ON_LINE)
    for policy in (*after.policies, *gone):
        after.refuse_obstacle(policy)
        yield _Reader(before, after, CommitTree(base), join, policy, request).case()


def work_files(options: Options) -> DiskTree:
    """Return the files of the working tree, to write one; refuse where there is none."""
    repository = open_repository(options.repository, branch=options.branch)
    disk = _on_disk(repository)
    if disk is None:
        raise HistoryError(f"{options.repository} has no working tree to write into; add --stdout, or use a clone")
    return disk


def _usual_base(repository: Repository) -> Repository:
    for name in _LIKELY_BASES:
        try:
            return repository.at(name)
        except HistoryError:
            continue
    return repository


def _on_disk(repository: Repository) -> DiskTree | None:
    folder = repository.work_tree()
    return DiskTree(folder, CommitTree(repository)) if folder else None


@dataclass(frozen=True)
class _Reader:
    """Puts one policy's case together."""

    before: Side
    after: Side
    base: CommitTree
    join: Join
    """How the base leads to the change, where it does."""
    policy: Policy
    request: Request

    def case(self) -> Case:
        organisation = self.after.configuration.organisation
        old, new = self._old_text, self._new_text
        redline = compare(old.document, new.document) if old and new else None
        return Case(
            policy=self.policy,
            organisation=organisation,
            today=self.request.today or self.request.now.astimezone(time_zone_of(organisation)).date(),
            before=old,
            after=new,
            around_before=self._around(self.before, self._old_path or self.policy.path),
            around_after=self._around(self.after, self.policy.path),
            redline=redline,
            is_version=self._is_version,
            signals=signals(redline) if redline else (),
            notes=tuple(note for note in self._brought if self._may_declare(note)),
            notes_of_others=tuple(self._notes_of_others()),
            touched=tuple(self._note(path) for path in self._note_paths(self.before) if self._touches(path)),
            history=self._published.history if self._published else None,
            promise=self._held_to.promise,
            rules=self._held_to.rules,
            rules_before=read_rules(self.before.tree.read(RULES_PATH)),
            note_folder=self._trail.shared_folders()[0],
            is_behind=self._is_behind(),
            taken_off_line=self._count_off_line(),
            left_behind=self._count_left_behind(),
            postponements=self._postponements,
            withdrawals=tuple(note.draft for note in self._brought if isinstance(note.draft, WithdrawingDraft)),
            endings=tuple(draft for draft in self._endings if draft.note.speaks_for(self.policy.language)),
            terms=self._terms if self._postponements else {},
            translations=tuple(self._translations()),
            is_catching_up=self._is_catching_up(),
            others_change=self._others_change,
            brought=self._brought,
            awaited=self._awaited(),
            is_leading=self._is_leading(),
            is_struck_off=self._is_struck_off(),
            moved_to=self._moved_to() if old and not new else "",
            misplaced=self._misplaced,
            unlisted=self._unlisted,
            text_sha256=self._sha256(self.policy.path),
            sibling_sha256s=frozenset(self._sha256(other.path) for other in self._siblings),
            approvals_asked=max(side.configuration.review.approvals for side in (self.before, self.after)),
        )

    def _sha256(self, path: str) -> str:
        """Hash a text whose line ends are line feeds, as git keeps them; empty where there is none."""
        data = self.after.tree.read(path) if path in self.after.names else None
        return sha256(data.replace(b"\r\n", b"\n")).hexdigest() if data is not None else ""

    @cached_property
    def _is_version(self) -> bool:
        old, new = self._old_text, self._new_text
        return new is not None and (old is None or fingerprint(old.document) != fingerprint(new.document))

    @cached_property
    def _trail(self) -> Trail:
        trail, old = Trail.of(self.policy), self._old_path
        return trail if old is None or old in trail.paths else Trail(self.policy, (*trail.paths, old))

    @cached_property
    def _old_path(self) -> str | None:
        return self.before.path_of(self.policy)

    @property
    def _published(self) -> Published | None:
        return self.before.read_published(self.policy)

    @cached_property
    def _old_text(self) -> Text | None:
        """What a reader saw last, also of a policy that was taken down and comes back."""
        if self._published is None or not (self._old_path or self.policy.path in self.after.names):
            return None
        path = self._old_path or self.policy.path
        data = self.before.tree.read(path) if self._old_path else None
        document, reading = read_document(data or b"", path)
        if data is None or reading.no_text:
            newest = self._published.history.versions[-1].text_oid
            document, reading = read_document(next(data for _, data in self.before.repository.blobs([newest])), newest)
        return self._text(path, reading.text, document, self._published.outline)

    @cached_property
    def _new_text(self) -> Text | None:
        path = self.policy.path
        data = self.after.tree.read(path) if path in self.after.names else None
        if data is None:
            return None
        source = decode_text(data, path)
        return self._text(path, source, parse(source, path), self._old_text.outline if self._old_text else ())

    def _text(self, path: str, source: str, document: Document, published: Sequence[Section]) -> Text:
        spoken = document if document.language else replace(document, language=self.policy.language)
        return Text(path, source, spoken, sections(headings(document), published))

    @cached_property
    def _held_to(self) -> Terms:
        proposed, rules = self.after.configuration.organisation.promise, read_rules(self.after.tree.read(RULES_PATH))
        if self._published is None:
            return Terms(promise=proposed, rules=rules)
        published = self.before.tree.read(CONFIG_PATH) if CONFIG_PATH in self.before.names else None
        newest = self._published.history.versions[-1]
        return terms_since(self.before.repository, newest, published, proposed, rules)

    @cached_property
    def _brought(self) -> tuple[NoteFile, ...]:
        """Every note that is new."""
        return tuple(self._note(path) for path in self._note_paths(self.after) if path not in self.before.names)

    @property
    def _endings(self) -> tuple[EndingDraft, ...]:
        return tuple(note.draft for note in self._brought if isinstance(note.draft, EndingDraft))

    @property
    def _postponements(self) -> tuple[PostponingDraft, ...]:
        return tuple(note.draft for note in self._brought if isinstance(note.draft, PostponingDraft))

    @property
    def _terms(self) -> Mapping[str, Terms]:
        return read_terms(self.before.repository, [self._published.history])[0] if self._published else {}

    def _around(self, side: Side, path: str) -> Surroundings:
        return Surroundings(policy=self.policy, files=side.names, other_outlines=Outlines(self.before, side, path))

    def _note_paths(self, side: Side) -> list[str]:
        folders = (*self._trail.own_folders(), *self._trail.shared_folders())
        return sorted(name for name in side.names if name.endswith(".md") and posixpath.dirname(name) in folders)

    def _note(self, path: str) -> NoteFile:
        data = self.after.tree.read(path) if path in self.after.names else None
        return NoteFile(path=path, data=data or b"", draft=read_draft(path, data or b""))

    def _may_declare(self, note: NoteFile) -> bool:
        """Whether a new note may be about this policy: not where it postpones, or speaks for another language.

        A note that the languages share is about those whose text changes.
        """
        is_shared = posixpath.dirname(note.path) in self._trail.shared_folders()
        if isinstance(note.draft, PostponingDraft | WithdrawingDraft | EndingDraft) or (
            is_shared and not self._is_version and self._others_change
        ):
            return False
        return not isinstance(note.draft, Draft) or note.draft.note.speaks_for(self.policy.language)

    def _notes_of_others(self) -> Iterator[tuple[str, str]]:
        """Yield each new note that is about a language alone of which no text changes, or of which there is none."""
        stay = set(self._translations())
        change = {each.language.lower() for each in (self.policy, *self._siblings) if each not in stay}
        for note in self._brought:
            language = note.draft.note.language if isinstance(note.draft, Draft) else ""
            if language and language.lower() not in change:
                yield note.path, language

    @cached_property
    def _others_change(self) -> bool:
        """Whether the change edits the same policy in another language."""
        return len(tuple(self._translations())) < len(self._siblings)

    def _awaited(self) -> tuple[date, str] | None:
        """Return the last day on which another language gets a text that this one has not followed, and its path."""
        own = self._published.history.versions[-1].effective_on if self._published else date.min
        read = ((self.before.read_published(other), other.path) for other in self._translations())
        days = [(each.history.versions[-1].effective_on, path) for each, path in read if each]
        drafts = (each.draft for each in self._brought if isinstance(each.draft, Draft))
        notes = (each.note for each in drafts if not each.note.speaks_for(self.policy.language))
        days += [(note.effective_on, note.path) for note in notes if note.effective_on]
        return max((each for each in days if each[0] > own), default=None)

    def _is_leading(self) -> bool:
        """Whether the policy is first listed, or was first published, in this language; a plain name wins a tie."""
        configuration = self.before.configuration
        own = [each for each in configuration.policies if Trail.of(each).shared_slug == self._trail.shared_slug]
        if configuration.is_listed and own and own[0].path == self._old_path:
            return True
        published = [(self.before.read_published(each), each.path) for each in own]
        first = [(each.history.versions[0].published_on, len(path), path) for each, path in published if each]
        return bool(first) and min(first)[2] == self._old_path

    def _is_struck_off(self) -> bool:
        """Whether policy.toml listed the policy before, and names neither it nor its file now."""
        then, now = self.before.configuration, self.after.configuration
        if not then.is_listed or self.policy not in then.policies:
            return False
        slugs = {(each.slug, each.language.lower()) for each in now.policies}
        paths = {path for each in now.policies for path in (each.path, *each.formerly)}
        return (self.policy.slug, self.policy.language.lower()) not in slugs and self.policy.path not in paths

    def _moved_to(self) -> str:
        """Return the new file that is most like the text that is gone, where that is nearly the same."""
        gone = self._old_text
        new = sorted(name for name in self.after.names - self.before.names if name.endswith(".md"))[:_MISPLACED]
        texts = [(name, (self.after.tree.read(name) or b"").decode(errors="replace")) for name in new]
        alike = [(_likeness(gone.source, text), name) for name, text in texts] if gone else []
        likeness, name = max(alike, default=(0.0, ""))
        return name if likeness >= _NEARLY_THE_SAME else ""

    @cached_property
    def _misplaced(self) -> tuple[str, ...]:
        """Name new files that open as notes do, and lie where nobody looks for notes: at most a few."""
        top = posixpath.dirname(self.policy.path)
        trails = [Trail.of(policy) for policy in self.after.policies] + [self._trail]
        looked_in = {folder for trail in trails for folder in (*trail.own_folders(), *trail.shared_folders())}
        known = {policy.path for policy in self.after.policies}
        new = sorted(
            name
            for name in self.after.names - self.before.names - known
            if name.startswith(f"{top}/" if top else "")
            and name.lower().endswith(_NOTE_LIKE)
            and not (posixpath.dirname(name) in looked_in and name.endswith(".md"))
        )
        return tuple(name for name in new[:_MISPLACED] if _is_like_a_note(self.after.tree.read(name) or b""))

    @cached_property
    def _unlisted(self) -> tuple[str, ...]:
        """Name new texts in the folders of the listed policies that are not listed; said with the first of these."""
        listed = self.after.configuration.policies
        if not listed or self.policy.path != listed[0].path:
            return ()
        folders = {posixpath.dirname(policy.path) for policy in listed} - {""}  # the top folder holds many other texts
        known = {path for policy in listed for path in (policy.path, *policy.formerly)}
        new = sorted(
            name
            for name in self.after.names - self.before.names - known
            if posixpath.dirname(name) in folders
            and name.endswith(".md")
            and not _ABOUT.match(posixpath.basename(name))
        )
        return tuple(name for name in new[:_MISPLACED] if not _is_like_a_note(self.after.tree.read(name) or b""))

    def _differs(self, path: str) -> bool:
        """Whether a published note is no longer what it was; line endings are the checkout's business."""
        now = self.after.tree.read(path) if path in self.after.names else None
        then = self.before.tree.read(path) or b""
        return now is None or now.replace(b"\r\n", b"\n") != then.replace(b"\r\n", b"\n")

    def _touches(self, path: str) -> bool:
        """Whether a published note changes; a repair of one that nobody could read takes no word back."""
        is_repair = self._is_unreadable(self.before, path) and not self._is_unreadable(self.after, path)
        return self._differs(path) and not is_repair

    @staticmethod
    def _is_unreadable(side: Side, path: str) -> bool:
        data = side.tree.read(path) if path in side.names else None
        return data is None or isinstance(note_or_error(path, data), ConfigError)

    def _is_behind(self) -> bool:
        then, now = self.before.tree, self.base
        if not isinstance(then, CommitTree) or then.repository.tip == now.repository.tip:
            return False
        return then.listing.get(self._old_path or "") != now.listing.get(self._old_path or self.policy.path)

    def _count_off_line(self) -> int:
        if self.join.relation is not Relation.MERGED:
            return 0
        published = self.base.repository.tip
        return self.after.repository.count_off_line(self.join, published, self._trail.pathspecs())

    def _count_left_behind(self) -> int:
        """Count what a push would take back: of a commit that brings nothing new, or in the hook that judges it.

        A branch that only lacks what was published since is no such push.
        """
        fork, head, published = self.before.repository.tip, self.after.repository, self.base.repository.tip
        if not self.request.head or fork == published or not (fork == head.tip or head.is_receiving):
            return 0
        return head.count_between(fork, published, self._trail.pathspecs())

    def _is_catching_up(self) -> bool:
        """Whether each other language has had more changes alone than this one; its own slips of the pen aside."""
        if not self._is_version or self._published is None:
            return False
        own = _changed_on(self._published)
        read = (self.before.read_published(other) for other in self._translations())
        others = [_changed_on(each) for each in read if each]
        return bool(others) and all(len(days - own) > len(own - days) for days in others)

    def _translations(self) -> Iterator[Policy]:
        """Yield the same policy in other languages, where the change leaves their text as it was."""
        for other in self._siblings:
            if self.after.tree.read(other.path) == self.before.tree.read(other.path):
                yield other

    @property
    def _siblings(self) -> list[Policy]:
        """The same policy in other languages."""
        return [
            other
            for other in self.after.policies
            if Trail.of(other).shared_slug == self._trail.shared_slug and other.path != self.policy.path
        ]


def _changed_on(published: Published) -> frozenset[date]:
    """Return the days on which a text changed in more than its spelling, after its first version."""
    changes = published.history.versions[1:]
    return frozenset(each.published_on for each in changes if each.change_class is not ChangeClass.EDITORIAL)


def _likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1, in whatever order."""
    words, others = Counter(one.split()), Counter(other.split())
    return 2 * (words & others).total() / max(1, words.total() + others.total())


def _is_like_a_note(data: bytes) -> bool:
    """Whether a file's front matter says what only a note says, well written or not."""
    front = data[:4096].lstrip(b"\xef\xbb\xbf").replace(b"\r", b"\n").partition(b"\n---")[0].lower()
    return front.startswith(b"---") and any(key in front for key in _SAID_BY_NOTES)
