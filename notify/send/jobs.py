"""The queue that workers take their jobs from: the one file that knows Procrastinate.

A job is the numbers of the first and the last portion of a notice's batches, and nothing else. That a job is lost, is
done twice or outlives its worker harms nobody: what is sent is decided by the state of each batch, and lost jobs are
made again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress

import procrastinate
from procrastinate import exceptions
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from notify.ledger.database.store import Ledger, Tx, View

QUEUE, TASK, MEND = "notices", "send portion", "mend"
QUEUES = (QUEUE, MEND)
POLL_SECONDS = 0.5
"""How long a new job may wait where the server's word of it is lost, as behind a pooler."""
HEARTBEAT_SECONDS, DEAD_SECONDS = 1.5, 6.0
AGAIN_SECONDS = 1.0
DEFER = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY(SELECT ROW(%(queue)s, %(task)s, 0, NULL, %(notice)s || '.' || portion, "
    "jsonb_build_object('notice_id', %(notice)s, 'portion', portion, 'last', last), NULL)"
    "::procrastinate_job_to_defer_v1 FROM unnest(%(firsts)s::int[], %(lasts)s::int[]) AS job(portion, last)))"
)
QUEUED = (
    "SELECT generate_series((args->>'portion')::int, coalesce(args->>'last', args->>'portion')::int) "
    "FROM procrastinate_jobs "
    "WHERE task_name = %(task)s AND status IN ('todo', 'doing') AND args->>'notice_id' = %(notice)s"
)
ALIVE = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %(seconds)s)"


def set_up(ledger: Ledger) -> None:
    """Make the queue's tables beside the ledger's, where they are missing."""
    with ledger.write() as tx:
        if tx.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar() is None:
            driver = tx.connection.driver_connection
            assert driver is not None  # noqa: S101 - the pool's own
            driver.execute(SchemaManager.get_schema())  # many statements, which go without parameters only


def defer(tx: Tx, notice_id: str, ranges: Iterable[tuple[int, int]]) -> None:
    """Queue portions of a notice, by first and last, with the transaction that made them or found them unqueued."""
    firsts, lasts = zip(*ranges, strict=True)
    values = {"queue": QUEUE, "task": TASK, "notice": notice_id, "firsts": list(firsts), "lasts": list(lasts)}
    tx.exec_driver_sql(DEFER, values)


def queued_portions(view: View, notice_id: str) -> set[int]:
    """Name the portions of a notice that wait for a worker, or are with one."""
    return set(view.exec_driver_sql(QUEUED, {"task": TASK, "notice": notice_id}).scalars())


def count_workers(view: View) -> int:
    """Count the workers that were heard of just now."""
    loops = int(view.exec_driver_sql(ALIVE, {"seconds": DEAD_SECONDS}).scalar_one())
    return -(-loops // len(QUEUES))  # each serves every queue by a loop of its own


def work(
    conninfo: str,
    perform: Callable[..., None],
    mend: Callable[[], None],
    stop: Callable[[], None],
    say: Callable[[str], None],
    *,
    once: bool,
) -> None:
    """Take jobs until told to stop; `once`: until none is left. `stop` is called when a signal asks to end.

    A database that is away ends nothing: it is asked again.
    """
    asyncio.run(_Worker(conninfo, perform, mend, stop, say).run(once=once))


class _Worker:
    """One process's loop around Procrastinate's worker."""

    def __init__(
        self,
        conninfo: str,
        perform: Callable[..., None],
        mend: Callable[[], None],
        stop: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        self._conninfo, self._perform, self._mend, self._stop, self._say = conninfo, perform, mend, stop, say
        self._task: asyncio.Task[None] | None = None
        self._is_over = False
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)

    async def run(self, *, once: bool) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        while not self._is_over:
            self._task = asyncio.create_task(self._work(once=once))
            try:
                await self._task
            except asyncio.CancelledError:
                return
            except (exceptions.ConnectorException, OSError, ExceptionGroup) as error:
                self._say(f"waiting for the database: {type(error).__name__}")
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            if once:
                return

    def _on_signal(self) -> None:
        self._stop()
        self._is_over = True
        if self._task is not None:
            self._task.cancel()

    async def _work(self, *, once: bool) -> None:
        settings = {"prepare_threshold": None, "connect_timeout": 10, "keepalives_idle": 10, "tcp_user_timeout": 20_000}
        connector = procrastinate.PsycopgConnector(
            conninfo=self._conninfo, kwargs=settings, min_size=1, max_size=4, timeout=10.0
        )
        app = procrastinate.App(connector=connector)
        app.task(name=TASK, queue=QUEUE)(self._perform)

        @app.periodic(cron="* * * * * */5")
        @app.task(name=MEND, queue=MEND, queueing_lock=MEND)
        async def mend(timestamp: int) -> None:
            del timestamp
            await self._bury(app)
            await asyncio.to_thread(self._mend)

        async with app.open_async(), asyncio.TaskGroup() as both:
            for queue in QUEUES:  # each one at a time: two portions at once would be twice as much in the air
                both.create_task(self._serve(app, queue, once=once))

    async def _serve(self, app: procrastinate.App, queue: str, *, once: bool) -> None:
        await app.run_worker_async(
            queues=[queue],
            wait=not once,
            concurrency=1,
            delete_jobs="always",
            install_signal_handlers=False,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_SECONDS,
        )

    async def _bury(self, app: procrastinate.App) -> None:
        """Delete the jobs of workers that died, and never do them again: `mend` settles them and makes new ones."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
            with suppress(exceptions.ConnectorException):
                await app.job_manager.finish_job(job=job, status=Status.FAILED, delete_job=True)
