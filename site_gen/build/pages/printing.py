"""The pages that are also there as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.build.jobs import RedlineJob, TextJob
from site_gen.model.version import Version
from site_gen.publish.assets import stylesheet
from site_gen.publish.wording import version_name
from site_gen.render.pdf import print_sheets


def printed_pages(job: TextJob | RedlineJob, pages: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield each page on paper that a job asks for."""
    for path, content in pages:
        if place := job.sheets.get(path):
            site = (job.head.printed_for or "").rstrip("/")
            address = f"{site}/{path.removesuffix('index.html')}" if site else None
            yield place, print_sheets(content.decode(), address, stylesheet()[1], _foot(job))


def _foot(job: TextJob | RedlineJob) -> str:
    """Say on every sheet what it is, and by which hash the text is found again."""
    words = job.head.words
    if isinstance(job, TextJob):
        return f"{job.head.title}{words.say(', ')}{_name(job, job.version)}\nSHA-256 {job.text_sha256}"
    older, newer = _name(job, job.older), _name(job, job.newer)
    shown = words.say("%(title)s, %(older)s to %(newer)s", title=job.head.title, older=older, newer=newer)
    return f"{shown}\nSHA-256 {job.shas[1]}"


def _name(job: TextJob | RedlineJob, version: Version) -> str:
    return version_name(version.version_id, job.head.language, job.head.words)
