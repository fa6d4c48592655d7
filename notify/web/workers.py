"""Several processes that answer on one port, each with a queue of connections of its own."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import SpawnProcess
from socket import socket
from typing import Any

from notify.errors import NotifyError
from notify.output import say
from notify.web.hosting import end_on_sigterm, listen

SHORTEST_LIFE = 10.0
"""Seconds; a worker that ends sooner would only end again."""

Work = Callable[[socket, Any], None]
"""What a worker does; it is a function of a module, and so is found again in the new process."""


class WorkersError(NotifyError):
    """The processes do not stay alive."""


def listen_together(host: str, port: int, number: int, stack: ExitStack) -> list[socket]:
    """Listen once for each worker: the system shares new connections out among them.

    Raises ConfigError where somebody else listens there, which the system would otherwise let share too.
    """
    with listen(host, port) as alone:
        port = alone.getsockname()[1]
    return [stack.enter_context(listen(host, port, shared=True)) for _ in range(number)]


def run_workers(work: Work, request: Any, listening: Sequence[socket]) -> None:
    """Keep a worker alive on each socket until Ctrl-C or SIGTERM; hand SIGHUP on to all.

    Raises WorkersError where one does not live long enough.
    """
    with end_on_sigterm(), _Crew(work, request, listening).working() as crew:
        while True:
            crew.renew()


class _Crew:
    """The workers that are alive."""

    def __init__(self, work: Work, request: Any, listening: Sequence[socket]) -> None:
        self._work, self._request = work, request
        self._alive = {each: self._start(each) for each in listening}

    @contextmanager
    def working(self) -> Iterator[_Crew]:
        """Hand SIGHUP on; at the end, have all finish what they are answering."""
        before = signal.signal(signal.SIGHUP, self._hand_on)
        try:
            yield self
        finally:
            signal.signal(signal.SIGHUP, before)
            for process, _ in self._alive.values():
                process.terminate()
            for process, _ in self._alive.values():
                process.join()

    def renew(self) -> None:
        """Wait until a worker ends, and put another in its place; what waits on its socket waits for that one."""
        connection.wait([process.sentinel for process, _ in self._alive.values()])
        for listening, (process, since) in self._alive.items():
            if process.exitcode is None:
                continue
            if time.monotonic() - since < SHORTEST_LIFE:
                raise WorkersError(f"a worker ended as soon as it began, with {process.exitcode}: see its last words")
            say(f"a worker ended with {process.exitcode}; another takes its place")
            self._alive[listening] = self._start(listening)

    def _start(self, listening: socket) -> tuple[SpawnProcess, float]:
        process = get_context("spawn").Process(target=_work, args=(self._work, listening, self._request))
        process.start()
        return process, time.monotonic()

    def _hand_on(self, number: int, _frame: object) -> None:
        for process, _ in self._alive.values():
            if process.pid is not None:
                os.kill(process.pid, number)


def _work(work: Work, listening: socket, request: Any) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to renew
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(listening, request)


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
