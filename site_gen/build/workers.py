"""Spreads work over processes: neighbours stay in one, since versions share most of their blocks.

`concurrent.futures` hands the next slice to whoever is free, so that both processes parse what neighbours share: over
1,000 versions of 65 KB with two processes it takes 6.6 s of processor time for what takes 5.2 s here (a quarter more,
with redlines too). That is why this is not a `ProcessPoolExecutor`. What the first texts of all processes share is read
once, too: the text in the middle is read before they begin, and they go on from there to both sides.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from site_gen.build.jobs import Work
from site_gen.build.make import Done, Maker, Survey, prepare
from site_gen.errors import SiteGenError
from site_gen.options import Progress

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_WORTH_A_PROCESS = 60
"""Texts or pages from which a second process earns its start."""
_MOST = 8
_SLICE = 24

Item = TypeVar("Item")
Tick = Callable[[int], None]


class Workers:
    """One maker in this process, and several in processes of their own from the first task that is worth them.

    Each keeps the texts that it has read.
    """

    def __init__(self, maker: Maker, wanted: int | None) -> None:
        self._maker = maker
        self._wanted = wanted
        self._workers: list[_Worker] = []

    def survey(self, oids: Sequence[str], tick: Tick) -> Iterator[Survey]:
        """Read texts for the first time."""
        return self._spread("survey", oids, tick)

    def render(self, works: Sequence[Work], tick: Tick) -> Iterator[Done]:
        """Do jobs."""
        return self._spread("render", works, tick)

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()

    def _start(self, size: int) -> None:
        prepare()
        for _ in range(size):
            self._workers.append(_Worker(self._maker, [worker.pipe for worker in self._workers]))

    def _spread(self, task: str, items: Sequence[Any], tick: Tick) -> Iterator[Any]:
        size = worker_count(self._wanted, len(items))
        if size > 1 and not self._workers:
            middle = len(items) // 2
            yield from self._do(task, items[middle : middle + 1], tick)
            items = (*items[:middle], *items[middle + 1 :])
            self._start(size)
        if self._workers and len(items) > _SLICE:
            yield from self._share_out(task, items, tick)
        else:
            yield from self._do(task, items, tick)

    def _do(self, task: str, items: Sequence[Any], tick: Tick) -> Iterator[Any]:
        for part in _slices(items, _SLICE):
            yield from getattr(self._maker, task)(part)
            tick(len(part))

    def _share_out(self, task: str, items: Sequence[Any], tick: Tick) -> Iterator[Any]:
        from multiprocessing.connection import wait

        shares = _shares(items, len(self._workers))
        queues = {each: list(_slices(own, _SLICE)) for each, own in zip(self._workers, shares, strict=False)}
        for worker, queue in queues.items():
            worker.send(task, queue[0])
        while queues:
            ready = wait([worker.pipe for worker in queues])
            for worker in [worker for worker in queues if worker.pipe in ready]:
                done = queues[worker].pop(0)
                result = worker.receive()
                if queues[worker]:
                    worker.send(task, queues[worker][0])
                else:
                    del queues[worker]
                yield from result
                tick(len(done))


def worker_count(wanted: int | None, work: int) -> int:
    """Return how many processes so many items are worth; a number that the user names counts while each has work."""
    if wanted:
        return max(1, min(wanted, work // _SLICE))
    return max(1, min(_cores(), _MOST, work // _WORTH_A_PROCESS))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shares(items: Sequence[Item], count: int) -> Iterator[Sequence[Item]]:
    """Share out items, each share from its end nearest to the middle on."""
    size = -(-len(items) // count)
    for number, own in enumerate(_slices(items, size)):
        yield own[::-1] if 2 * (number + 1) <= count else own


def _slices(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def ticker(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    """Return a function that reports what is done by now, given what has been done more."""
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        progress(what, done, total)

    if total:
        progress(what, 0, total)
    return tick


class _Worker:
    """A maker in a process of its own, at the end of a pipe."""

    def __init__(self, maker: Maker, elder: Sequence[Connection]) -> None:
        import multiprocessing

        # A fork starts at once, with all that is imported; where there is none, the maker travels.
        methods = multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        self.pipe, far = context.Pipe()
        self._process = context.Process(target=_work, args=(maker, far, [*elder, self.pipe]), daemon=True)
        self._process.start()
        far.close()

    def send(self, task: str, items: Sequence[Any]) -> None:
        """Give it work."""
        self.pipe.send((task, items))

    def receive(self) -> Any:
        """Return what came of the work; raise what went wrong with it."""
        try:
            result = self.pipe.recv()
        except (EOFError, ConnectionResetError) as error:
            raise SiteGenError("a worker process died; run again with --jobs 1 to see why") from error
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """End the process."""
        self.pipe.close()
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.kill()


class WorkerError(Exception):
    """A bug, on its way to the parent with its trace."""


def _work(maker: Maker, pipe: Connection, inherited: Sequence[Connection]) -> None:
    """Do what comes through the pipe until its other end closes, as it does when the parent dies."""
    for other in inherited:
        other.close()
    while True:
        try:
            task, items = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send(_outcome(maker, task, items))
        except (BrokenPipeError, KeyboardInterrupt):
            return


def _outcome(maker: Maker, task: str, items: Sequence[Any]) -> object:
    try:
        return getattr(maker, task)(items)
    except SiteGenError as error:
        return error
    except Exception:  # noqa: BLE001  crosses a process; the parent raises it again
        return WorkerError(traceback.format_exc())
