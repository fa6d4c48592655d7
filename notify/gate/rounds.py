"""Does together, in one thread, what many wait for: one question to the database, one transaction, one write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from notify.errors import NotifyError

MOST_AT_ONCE = 500
MOST_WAITING = 10_000

T = TypeVar("T")
R = TypeVar("R")


class BusyError(NotifyError):
    """More is waiting than will be done in time."""


class Rounds(Generic[T, R]):
    """Collects what comes in while a round is under way, and does it in the next one.

    `act` gets the items of one round and returns what each came to; whatever it raises, everybody in the round gets.
    """

    def __init__(self, act: Callable[[list[T]], list[R]], most_at_once: int = MOST_AT_ONCE) -> None:
        self._act, self._most_at_once = act, most_at_once
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._working: asyncio.Task[None] | None = None

    async def submit(self, item: T) -> R:
        """Have an item done; returns once its round is over.

        Raises BusyError where too many are waiting.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise BusyError("too much is waiting; try again")
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await result

    async def _work(self) -> None:
        try:
            while self._waiting:
                round_, self._waiting = self._waiting[: self._most_at_once], self._waiting[self._most_at_once :]
                await self._do([item for item, _ in round_], [result for _, result in round_])
        finally:
            self._working = None

    async def _do(self, items: list[T], results: list[asyncio.Future[R]]) -> None:
        try:
            values = await asyncio.to_thread(self._act, items)
        except Exception as error:  # noqa: BLE001 - whoever waits for the round hears of it
            for result in results:
                if not result.done():
                    result.set_exception(error)
            return
        for result, value in zip(results, values, strict=True):
            if not result.done():
                result.set_result(value)
