"""Build a site, or find that the one there still stands.

    repository -> revisions -> texts surveyed -> histories told -> jobs by key -> files staged -> published together

Imports nothing heavy: the work itself is `site.py`'s.
"""

from __future__ import annotations

from pathlib import Path

from site_gen.errors import OutputError
from site_gen.git import Repository, open_repository
from site_gen.hashing import digest, program_key
from site_gen.options import Options, Progress, Report
from site_gen.output import OutputFolder


def build(options: Options, out: Path, progress: Progress) -> Report:
    """Build the site of a repository's policies into a folder; only what changed is written."""
    repository = open_repository(options.repository, branch=options.branch)
    _refuse_inside(repository, out)
    folder = OutputFolder(out)
    asked = repr((options.policies, options.base_url, options.today, options.redlines.value))
    key = digest(program_key(), repository.tip, asked)
    if kept := folder.stands(key):
        return Report(kept=kept)
    return _built(options, repository, folder, key, progress)


def _built(options: Options, repository: Repository, folder: OutputFolder, key: str, progress: Progress) -> Report:
    from site_gen.cache import Cache, default_path
    from site_gen.site import Site

    cache = Cache(options.cache or default_path(repository.common_dir), program_key())
    try:
        with folder.staged() as stage:
            made = Site(options, repository, cache, stage, progress).made(folder.standing(folder.record()))
            removed = folder.publish(key, made.kept, made.new)
    finally:
        cache.close()
    return Report(
        written=len(made.new),
        kept=len(made.kept),
        removed=len(removed),
        versions={each.slug: len(each.history.versions) for each in made.told},
        warnings=made.warnings,
    )


def _refuse_inside(repository: Repository, out: Path) -> None:
    target = out.resolve()
    if target in {repository.git_dir.resolve(), repository.common_dir.resolve(), repository.path.resolve()}:
        raise OutputError(f"{out}: is the repository itself; name another folder with --out")
