"""Build a site, or find that the one there is still current.

    repository -> revisions -> texts surveyed -> histories -> jobs by key -> files staged -> published together

Imports nothing heavy: the work itself is `site.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.build.folder import OutputFolder, Stage
from site_gen.build.keys import digest
from site_gen.errors import OutputError
from site_gen.git.repository import Repository, open_repository
from site_gen.options import Options, Progress, Report
from site_gen.program import program_key

if TYPE_CHECKING:
    from site_gen.build.plan import PolicySite

POLICY_FOLDER = "policy"


def build(options: Options, out: Path, progress: Progress) -> Report:
    """Build the site of a repository's policies into a folder; only what changed is written."""
    repository = open_repository(options.repository, branch=options.branch)
    _refuse_inside(repository, out)
    if options.now:
        from site_gen.history.declarations import on_its_day

        options = on_its_day(options, repository)
    folder = OutputFolder(out)
    asked = repr((options.policies, options.base_url, options.today, options.redlines.value, options.pdf, options.word))
    key = digest(program_key(), repository.tip, asked)
    if not options.published and (kept := folder.count_current(key)):
        return Report(kept=kept, warnings=_uncommitted_words(options, repository, ()))
    return _build(options, repository, folder, key, progress)


def _build(options: Options, repository: Repository, folder: OutputFolder, key: str, progress: Progress) -> Report:
    from site_gen.build.cache import Cache, default_path
    from site_gen.build.site import Site
    from site_gen.build.vanishing import refuse_to_drop, refuse_to_remove

    cache = Cache(options.cache or default_path(repository.common_dir), program_key())
    try:
        with folder.stage() as stage:
            outcome = Site(options, repository, cache, stage, progress, folder).make(
                folder.intact_files(folder.record())
            )
            notices = _addresses_of_notices(repository, outcome.policies)
            _take_over_notices(options, outcome.policies, stage, folder.path)
            if not options.replace_published:
                made = [file.path for file in (*outcome.kept, *outcome.new)]
                refuse_to_remove(folder, made)
                if options.published and not options.is_comparison:
                    refuse_to_drop(options.published, outcome.published, made)
            removed = folder.publish(key, outcome.kept, outcome.new)
    finally:
        cache.close()
    return Report(
        written=len(outcome.new),
        kept=len(outcome.kept),
        removed=len(removed),
        versions={each.slug: len(each.history.versions) for each in outcome.policies},
        warnings=(*outcome.warnings, *_uncommitted_words(options, repository, outcome.policies)),
        notices=notices,
    )


def _addresses_of_notices(repository: Repository, policies: Iterable[PolicySite]) -> tuple[str, ...]:
    from site_gen.build.pages.notice_pages import pages_owed
    from site_gen.history.declarations import read_notices_recorded

    slugs = {site.slug for site in policies}
    return pages_owed(read_notices_recorded(repository), slugs)


def _take_over_notices(options: Options, policies: Iterable[PolicySite], stage: Stage, out: Path) -> None:
    """Stage what is published of notices and not there yet; `policy-notify pages` writes it anew, and owns it."""
    from site_gen.build.pages.published_notices import published_pages
    from site_gen.record.read import is_one_manifest

    if options.published and not is_one_manifest(options.published):
        for path, content in published_pages(options.published, [site.slug for site in policies], out):
            stage.write(path, "", content)


def _uncommitted_words(options: Options, repository: Repository, policies: Iterable[PolicySite]) -> tuple[str, ...]:
    """Name the files on disk that differ from the commit that was built."""
    if options.branch:
        return ()
    known = [site.history.policy.path for site in policies]
    changed = repository.uncommitted_files((POLICY_FOLDER, *options.policies, *known))
    shown = repository.tip[:12]
    return tuple(f"{path}: is not committed as it is on disk; the site shows commit {shown}" for path in changed)


def _refuse_inside(repository: Repository, out: Path) -> None:
    target = out.resolve()
    if target in {repository.git_dir.resolve(), repository.common_dir.resolve(), repository.path.resolve()}:
        raise OutputError(f"{out}: is the repository itself; name another folder with --out")
