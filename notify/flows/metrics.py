"""What a monitor reads: the ledger's counts in Prometheus's words; the one file that knows its client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import prometheus_client
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from notify.errors import ConfigError
from notify.flows.overview import is_late
from notify.ledger import notices
from notify.ledger.database.generation import doubt_of
from notify.ledger.database.store import Ledger, View
from notify.ledger.queue import attempts, batches
from notify.ledger.reports import events, kept_posts
from notify.ledger.status import Status, status_of
from notify.model.published import Policy

FRESH_SECONDS = 15.0
"""How long the same counts are served: a monitor that asks often must not cost a count of everybody each time."""
FATES = ("delivered", "unconfirmed", "bounced", "dropped", "held", "unreached", "ready")
CONTENT_TYPE = prometheus_client.CONTENT_TYPE_LATEST


class LedgerMetrics(Collector):
    """Reads the ledger when asked, but no more often than makes sense."""

    def __init__(self, ledger: Ledger, today: Callable[[Policy], date]) -> None:
        self._ledger, self._today = ledger, today
        self._lock = threading.Lock()
        self._kept: list[Metric] = []
        self._kept_until = 0.0

    def collect(self) -> Iterator[Metric]:
        """Give every metric."""
        with self._lock:
            if time.monotonic() >= self._kept_until:
                self._kept = self._read()
                self._kept_until = time.monotonic() + FRESH_SECONDS
            yield from self._kept

    def text(self) -> bytes:
        """Give them as a monitor reads them."""
        return prometheus_client.generate_latest(self._registry())

    def _registry(self) -> prometheus_client.CollectorRegistry:
        registry = prometheus_client.CollectorRegistry()
        registry.register(self)
        prometheus_client.ProcessCollector(registry=registry)
        return registry

    def _read(self) -> list[Metric]:
        with self._ledger.read() as connection:
            doubt = _gauge_of_one(
                "ledger_in_doubt", "1 while the ledger may not be the newest.", doubt_of(connection) is not None
            )
            return [*self._of_notices(connection), *self._of_posts(connection), doubt]

    def _of_notices(self, connection: View) -> list[Metric]:
        fates = _gauge("recipients", "Recipients by what became of them.", "notice", "fate")
        tries = _gauge("attempts", "Attempts to hand over, by what was answered.", "notice", "outcome")
        states = _gauge("batch_recipients", "Recipients in batches of each state.", "notice", "state")
        trials = _gauge("trial", "1 for a notice that was only tried out, to files: nobody was told.", "notice")
        late = _gauge("late", "1 while a notice is late and something can be done about it.", "notice")
        due = _gauge("send_by_timestamp_seconds", "The start of the last day to send, in UTC.", "notice")
        intact = _gauge(
            "audit_chain_intact", "1 while the chain of decisions, and the attempts under it, are intact.", "notice"
        )
        doubled = _gauge("doubled_recipients", "Recipients with events from two attempts.", "notice")
        for notice_id in notices.all_ids(connection):
            record = notices.find(connection, notice_id)
            today = self._today(record.notice.policy)
            stands = status_of(self._ledger, connection, record, today)
            for fate, number in _fates(stands).items():
                fates.add_metric([notice_id, fate], number)
            for outcome, number in attempts.outcomes(connection, notice_id).items():
                tries.add_metric([notice_id, outcome], number)
            for state, number in batches.recipients_by_state(connection, notice_id).items():
                states.add_metric([notice_id, state.value], number)
            send_by = stands.deadline.send_by
            trials.add_metric([notice_id], record.is_trial)
            late.add_metric([notice_id], is_late(stands, today))
            due.add_metric([notice_id], datetime.combine(send_by, datetime.min.time(), UTC).timestamp())
            intact.add_metric([notice_id], stands.is_as_written)
            doubled.add_metric([notice_id], stands.doubled)
        return [fates, tries, states, trials, late, due, intact, doubled]

    def _of_posts(self, connection: View) -> list[Metric]:
        kept, waiting = kept_posts.backlog(connection)
        last = kept_posts.time_of_last_post(connection)
        return [
            _gauge_of_one("posts", "Event posts that are kept.", kept),
            _gauge_of_one("posts_waiting", "Event posts that are not folded yet.", waiting),
            _gauge_of_one("reports_not_understood", "Reports that were not understood.", events.puzzles(connection)),
            _gauge_of_one(
                "last_post_timestamp_seconds", "When the newest post came in.", last.timestamp() if last else 0
            ),
        ]


@contextmanager
def serve_metrics(metrics: LedgerMetrics, port: int | None) -> Iterator[None]:
    """Serve metrics on this machine's own address for as long as the block lasts; nothing where no port is named.

    Raises ConfigError where the port cannot be listened on.
    """
    if port is None:
        yield
        return
    try:
        server, thread = prometheus_client.start_http_server(port, addr="127.0.0.1", registry=metrics._registry())  # noqa: SLF001 - the same file
    except OSError as error:
        raise ConfigError(f"--metrics {port}: cannot be listened on: {error.strerror}; choose another port") from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _fates(stands: Status) -> dict[str, int]:
    """Count what became of everybody; whoever a trial only wrote a file for is still to be told."""
    fates = {fate: int(getattr(stands.tally, fate)) for fate in FATES}
    return dict.fromkeys(FATES, 0) | {"ready": stands.tally.frozen} if stands.record.is_trial else fates


def _gauge(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"policy_notify_{name}", words, labels=labels)


def _gauge_of_one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"policy_notify_{name}", words, value=value)
