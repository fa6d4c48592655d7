"""Keeps posts durably, those that come together in one transaction: the wait for the disk is shared, not repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from notify.errors import LedgerError
from notify.ledger.database.store import Ledger
from notify.ledger.reports import kept_posts
from notify.ledger.reports.kept_posts import PackedPost
from notify.model.event import Post

SMALL = 16_384
"""Bytes of a body that are packed at once: a thread of its own would cost more."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    post: PackedPost
    kept: asyncio.Future[None]


class Keeper:
    """Writes posts down, as many at once as came in during the last write."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[_Waiting] = []
        self._came = asyncio.Event()

    async def keep(self, post: Post) -> None:
        """Return once a post is durable.

        Raises LedgerError where it is not.
        """
        small = len(post.body) <= SMALL
        packed = kept_posts.pack(post) if small else await asyncio.to_thread(kept_posts.pack, post)
        waiting = _Waiting(packed, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._came.set()
        await waiting.kept

    async def write_down(self) -> None:
        """Write for as long as the server is up."""
        while True:
            await self._came.wait()
            self._came.clear()
            taken, self._waiting = self._waiting, []
            errors = await asyncio.to_thread(_keep, self._ledger, [one.post for one in taken])
            for one, error in zip(taken, errors, strict=True):
                if one.kept.done():
                    continue  # whoever sent it is gone; it is kept all the same
                one.kept.set_result(None) if error is None else one.kept.set_exception(error)


def _keep(ledger: Ledger, posts: Sequence[PackedPost]) -> list[Exception | None]:
    """Keep all or, where that fails, each for itself: one that cannot be kept takes no other with it."""
    try:
        with ledger.write() as tx:
            kept_posts.store(tx, posts)
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever posted must hear that it is not kept
        if len(posts) == 1:
            return [error if isinstance(error, LedgerError) else LedgerError(f"a post cannot be kept: {error!r}")]
        return [outcome for post in posts for outcome in _keep(ledger, [post])]
    return [None] * len(posts)
