"""Does jobs: holds the texts of one process, and spreads the work over several."""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection, get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any, TypeVar

from site_gen.cache import TextFacts
from site_gen.errors import SiteGenError
from site_gen.jobs import CurrentJob, Job, PairSummary, RedlineJob, TextJob
from site_gen.output import Stage, Written
from site_gen.reading import decoded

if TYPE_CHECKING:
    from site_gen.document import Document
    from site_gen.git import Repository
    from site_gen.outline import Heading

_WORTH_A_PROCESS = 60
_SLICE = 24

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one job."""

    files: tuple[Written, ...]
    pair: str = ""
    summary: PairSummary | None = None


@dataclass(eq=False)
class Workshop:
    """Reads texts once and turns jobs into files."""

    repository: Repository
    paths: Mapping[str, str]
    """For each text's object id, the path to name in a refusal."""
    program: str
    stage: Stage
    _sources: dict[str, bytes] = field(default_factory=dict)
    _documents: dict[str, Document] = field(default_factory=dict)

    def survey(self, oids: Sequence[str]) -> list[tuple[str, TextFacts, tuple[Heading, ...]]]:
        """Read texts for the first time."""
        self._read(oids)
        return [(oid, *self._facts(oid)) for oid in oids]

    def render(self, jobs: Sequence[Job]) -> list[Done]:
        """Do jobs."""
        self._read({oid for job in jobs for oid in job.oids})
        return [self._done(job) for job in jobs]

    def document(self, oid: str) -> Document:
        """Return a text, parsed."""
        from site_gen.document import parse

        if oid not in self._documents:
            self._read([oid])
            self._documents[oid] = parse(decoded(self._sources[oid], self.paths.get(oid, oid)))
        return self._documents[oid]

    def _done(self, job: Job) -> Done:
        from site_gen import rendering

        key = job.key(self.program)
        documents = [self.document(oid) for oid in job.oids]
        summary: PairSummary | None = None
        match job:
            case TextJob():
                pages = list(rendering.text_pages(job, self._sources[job.oids[0]], documents[0]))
            case CurrentJob():
                pages = [rendering.current_page(job, documents[0] if documents else None)]
            case RedlineJob():
                summary, pages = rendering.redline_pages(job, *documents)
        files = tuple(self.stage.write(path, key, content) for path, content in pages)
        return Done(files, job.pair if isinstance(job, RedlineJob) else "", summary)

    def _read(self, oids: Iterable[str]) -> None:
        missing = [oid for oid in oids if oid not in self._sources]
        self._sources.update(self.repository.blobs(missing))

    def _facts(self, oid: str) -> tuple[TextFacts, tuple[Heading, ...]]:
        from site_gen.outline import headings
        from site_gen.render.blocks import fingerprint

        document = self.document(oid)
        found = headings(document)
        title = document.title or next((heading.title for heading in found), "")
        sha = hashlib.sha256(self._sources[oid]).hexdigest()
        return TextFacts(fingerprint(document), sha, title.replace("\0", "")), found


class Crew:
    """One workshop in this process, or several in processes of their own, each keeping the texts that it has read."""

    def __init__(self, workshop: Workshop, size: int) -> None:
        self._workshop = workshop
        self._members = [_Member(workshop) for _ in range(size)] if size > 1 else []

    def survey(self, oids: Sequence[str], tick: Callable[[int], None]) -> Iterator[tuple[str, TextFacts, tuple[Heading, ...]]]:
        """Read texts; neighbours go to one process, since versions share most of their blocks."""
        return self._spread("survey", oids, tick)

    def render(self, jobs: Sequence[Job], tick: Callable[[int], None]) -> Iterator[Done]:
        """Do jobs."""
        return self._spread("render", jobs, tick)

    def close(self) -> None:
        """End the processes."""
        for member in self._members:
            member.close()

    def _spread(self, task: str, items: Sequence[Any], tick: Callable[[int], None]) -> Iterator[Any]:
        if not self._members:
            for part in _slices(items, _SLICE):
                yield from getattr(self._workshop, task)(part)
                tick(len(part))
            return
        share = -(-len(items) // len(self._members)) or 1
        queues = {member: list(_slices(own, _SLICE)) for member, own in zip(self._members, _slices(items, share), strict=False)}
        for member, queue in queues.items():
            member.send(task, queue[0])
        waiting = dict(queues)
        while waiting:
            for ready in connection.wait([member.pipe for member in waiting]):
                member = next(member for member in waiting if member.pipe is ready)
                done = waiting[member].pop(0)
                result = member.receive()
                if waiting[member]:
                    member.send(task, waiting[member][0])
                else:
                    del waiting[member]
                yield from result
                tick(len(done))


def crew_size(wanted: int | None, work: int) -> int:
    """Return how many processes the work is worth."""
    available = wanted or min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    return max(1, min(available, work // _WORTH_A_PROCESS))


def _slices(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


class _Member:
    """A workshop in a process of its own, at the end of a pipe."""

    def __init__(self, workshop: Workshop) -> None:
        context = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
        self.pipe, far = context.Pipe()
        self._process = context.Process(target=_work, args=(workshop, far), daemon=True)
        self._process.start()
        far.close()

    def send(self, task: str, items: Sequence[Any]) -> None:
        self.pipe.send((task, items))

    def receive(self) -> Any:  # noqa: ANN401  whatever the task returns
        try:
            good, result = self.pipe.recv()
        except EOFError as error:
            raise SiteGenError("a worker process died; run again with --jobs 1 to see why") from error
        if good:
            return result
        if isinstance(result, SiteGenError):
            raise result
        raise RuntimeError(str(result))

    def close(self) -> None:
        self.pipe.close()
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.kill()


def _work(workshop: Workshop, pipe: connection.Connection) -> None:
    while True:
        try:
            task, items = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send((True, getattr(workshop, task)(items)))
        except SiteGenError as error:
            pipe.send((False, error))
        except Exception:  # noqa: BLE001  crosses a process; the parent raises it again
            pipe.send((False, traceback.format_exc()))
