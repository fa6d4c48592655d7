"""The draft's site, built again whenever the files or the history change, with what the check says of the draft."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from site_gen.build.cache import default_path
from site_gen.build.entry import POLICY_FOLDER, build
from site_gen.check.proposal.read import Request, read_cases
from site_gen.check.verdict import Verdict, judge_all
from site_gen.errors import SiteGenError
from site_gen.git.draft import BRANCH, DraftRepository
from site_gen.git.repository import Repository, open_repository
from site_gen.history.declarations import read_declared
from site_gen.history.reader import read_histories
from site_gen.options import Options, Progress

_NAMED = 4
"""Versions that are named one by one."""


class Draft(Struct, frozen=True):
    """One state of the draft."""

    number: int
    """Counts the states, so that a page knows that it is an old one."""
    verdicts: tuple[Verdict, ...] = ()
    version_ids: Mapping[str, str] = field(default_factory=dict)
    """The version that is not committed yet, by the policy's slug."""
    in_force: frozenset[str] = frozenset()
    """The slugs of policies of which the draft would apply at once."""
    problem: str = ""
    """Why the pages are those of an earlier state, or there are none."""
    left_out: str = ""
    """What the pages leave out, since it is published after the day for which they were asked."""


class DraftSite:
    """The site of what is on disk, in a folder that nobody publishes."""

    def __init__(self, options: Options, workplace: Path) -> None:
        self.options = options
        self.pages = workplace / "site"
        self._repository_folder = workplace / "draft.git"
        self._beside: DraftRepository | None = None
        self._number = 0

    def watched_folders(self) -> tuple[Path, ...]:
        """Return where a change of the draft, or of what is published, shows."""
        repository = open_repository(self.options.repository, branch=self.options.branch)
        top = repository.work_tree() or repository.path
        policies = {(top / path).parent for path in self._paths(repository)}
        places = {repository.git_dir, repository.common_dir, *policies}
        return tuple(sorted(place.resolve() for place in places if place.is_dir()))

    def renew(self, progress: Progress) -> Draft:
        """Build the site and check the draft; a refusal is a state like any other, and the pages stay."""
        self._number += 1
        try:
            return self._renew(progress)
        except SiteGenError as error:
            problem = self._without_our_commit(str(error))
        with suppress(SiteGenError):
            self._show_committed(progress)
            return Draft(self._number, self._verdicts(), problem=problem)
        return Draft(self._number, problem=problem)

    def _show_committed(self, progress: Progress) -> None:
        """Build what is committed where no pages are there yet: a note that is half filled in is no reason for none."""
        if not (self.pages / "index.html").exists():
            build(self.options._replace(replace_published=True), self.pages, progress)

    def _renew(self, progress: Progress) -> Draft:
        repository = open_repository(self.options.repository, branch=self.options.branch)
        self._beside = self._beside or DraftRepository(self._repository_folder, repository)
        is_draft = self._draft(repository, self._beside)
        options = self.options._replace(
            repository=self._beside.path,
            branch=BRANCH,
            cache=self.options.cache or default_path(repository.common_dir),
            replace_published=True,  # nothing here is published: an earlier draft gives way to the next
            takes_unfinished_notes=True,  # the check's findings stand beside the text, open questions among them
        )
        build(options, self.pages, progress)
        manifests = list(_manifests(self.pages)) if is_draft else []
        tip = open_repository(self._beside.path, branch=BRANCH).tip
        drafted = {each["policy"]["slug"]: each for each in manifests if each["versions"][0]["commit"] == tip}
        return Draft(
            self._number,
            self._verdicts(),
            {slug: each["versions"][0]["version_id"] for slug, each in drafted.items()},
            frozenset(
                slug for slug, each in drafted.items() if each["in_force_id"] == each["versions"][0]["version_id"]
            ),
            left_out=_left_out(options, tip if is_draft else ""),
        )

    def _verdicts(self) -> tuple[Verdict, ...]:
        options = self.options
        request = Request(base=None, head=None, now=datetime.now(UTC), today=None if options.now else options.today)
        return tuple(judge_all(read_cases(options, request)))

    def _without_our_commit(self, words: str) -> str:
        """Leave out the commit that only the preview made: nobody could look it up."""
        if self._beside is None:
            return words
        own = open_repository(self._beside.path, branch=BRANCH).tip
        if own == open_repository(self.options.repository, branch=self.options.branch).tip:
            return words
        return words.replace(f" (commit {own[:12]})", "").replace(f" in commit {own[:12]}", "")

    def _draft(self, repository: Repository, beside: DraftRepository) -> bool:
        """Commit what is on disk; the configuration on disk may name policies that the committed one does not."""
        known = self._paths(repository)
        is_draft = beside.renew(repository, known)
        named = self._paths(open_repository(beside.path, branch=BRANCH))
        return beside.renew(repository, dict.fromkeys((*known, *named))) if set(named) - set(known) else is_draft

    def _paths(self, repository: Repository) -> tuple[str, ...]:
        """Return what belongs to the policies: their folder, and the files that are policies elsewhere."""
        declared = read_declared(self.options, repository)
        return tuple(dict.fromkeys((POLICY_FOLDER, *(policy.path for policy in declared.policies))))


def _left_out(options: Options, draft: str) -> str:
    """Say what is published after the day that the user named, if one is named; `draft` is the draft's commit."""
    if options.now is not None:
        return ""
    repository = open_repository(options.repository, branch=BRANCH)
    every = read_histories(options._replace(today=date.max), repository)
    later = [
        f"{history.policy.path} {'as it is on disk' if version.commit == draft else f'of {version.published_on}'}"
        for history in every
        for version in history.versions
        if version.published_on > options.today
    ]
    if not later:
        return ""
    more = f" and {len(later) - _NAMED} more" if len(later) > _NAMED else ""
    return f"These are the pages of {options.today}, without what is published later: {', '.join(later[:_NAMED])}{more}"


def _manifests(pages: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(pages.glob("*/manifest.json")):
        yield json.loads(file.read_bytes())
