"""The pages that are also there as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.build.jobs import RedlineJob, TextJob
from site_gen.publish.assets import stylesheet
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
    if isinstance(job, TextJob):
        return f"{job.head.title}, {job.version.version_id}\nSHA-256 {job.text_sha256}"
    older, newer = job.older.version_id, job.newer.version_id
    shown = job.head.words.say("%(title)s, %(older)s to %(newer)s", title=job.head.title, older=older, newer=newer)
    return f"{shown}\nSHA-256 {job.shas[1]}"
