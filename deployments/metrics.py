"""Serves the ledger's history to Prometheus: counters and histograms over all runs since the first.

They are rebuilt from the ledger at start, and new records are added at every scrape. So a restart loses nothing, and
one endpoint covers all hosts that share a ledger.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from tasks.domain.errors import SetupError
from tasks.domain.runs.kpi import RunRecord
from tasks.machine.clock import now
from tasks.machine.env_file import load_env_file
from tasks.machine.settings import settings
from tasks.machine.storage.ledger import Ledger, ledger

BUCKETS = (0.1, 0.3, 1, 2, 5, 10, 20, 30, 40, 60, 90, 120, 180, 300, 600, 1200)  # seconds
BATCH = 1000  # records read from the ledger at once
LATEST = {  # gauges of the latest run: a record's metric -> Prometheus name and help
    "ffmpeg_encoding_fps": ("encoding_fps", "Frames encoded per second, in the latest run that encoded"),
    "cache_hit_rate": ("cache_hit_ratio", "Share of the latest run's work that came from the cache"),
    "words_per_minute": ("words_per_minute", "Words spoken per minute in the latest short"),
    "sameness": ("sameness_ratio", "Likeness of the latest short to the channel's earlier one that it resembles most"),
    "captions_per_minute": ("captions_per_minute", "Captions per minute in the latest short"),
    "longest_gap": ("longest_gap_seconds", "Longest time without a visual event in the latest short"),
}


class History(Collector):
    """Aggregates all runs of a ledger; updated at every scrape."""

    def __init__(self, book: Ledger) -> None:
        self.book = book
        self.last_read = 0  # number of the latest record that is counted
        self.paid: dict[str, float] = {}
        self.lock = threading.Lock()
        self.registry = registry = CollectorRegistry()
        names, stage = ("channel",), ("channel", "stage")
        self.runs = Counter("dailies_runs", "Runs by outcome", (*names, "outcome"), registry=registry)
        self.run_seconds = Histogram(
            "dailies_run_seconds", "Duration of runs without cached work", names, buckets=BUCKETS, registry=registry
        )
        self.stage_seconds = Histogram(
            "dailies_stage_seconds", "Duration of stages without cached work", stage, buckets=BUCKETS, registry=registry
        )
        self.work = Counter("dailies_stage_work", "Task runs by result", (*stage, "result"), registry=registry)
        self.retries = Counter("dailies_stage_retries", "Retries of task runs", stage, registry=registry)
        self.fallbacks = Counter("dailies_fallbacks", "Times a substitute replaced a service", names, registry=registry)
        self.parse = Counter("dailies_json_parse_failures", "Responses that were not JSON", names, registry=registry)
        self.cost = Counter("dailies_cost_usd", "Estimated cost of services", names, registry=registry)
        self.ended = Gauge(
            "dailies_last_run_timestamp_seconds", "When the latest run ended", (*names, "outcome"), registry=registry
        )
        self.lost = Gauge("dailies_runs_lost", "Failed runs that never recorded their end", names, registry=registry)
        self.waiting = Gauge("dailies_runs_waiting", "Runs that wait for a reviewer", names, registry=registry)
        self.latest = {
            metric: Gauge(f"dailies_{name}", about, names, registry=registry)
            for metric, (name, about) in LATEST.items()
        }
        self.spent = Gauge("dailies_month_spent_usd", "Estimated cost this month", ("vendor",), registry=registry)
        self.budget = Gauge("dailies_month_budget_usd", "Monthly budget", ("vendor",), registry=registry)

    def collect(self) -> Iterator[Metric]:
        """Read what is new in the ledger, then return all metrics. Called by Prometheus's client at each scrape."""
        with self.lock:
            while batch := self.book.runs_after(self.last_read, BATCH):
                for number, record in batch:
                    self._count(record)
                    self.last_read = number
            self._update_open_runs()
            self._update_budgets()
            yield from list(self.registry.collect())

    def describe(self) -> list[Metric]:
        """Empty, so that registering this collector does not read the ledger."""
        return []

    def _count(self, run: RunRecord) -> None:
        channel = run.channel
        self.runs.labels(channel, run.counts_as).inc()
        if run.whole:
            self.run_seconds.labels(channel).observe(run.total_seconds)
        if run.at:
            self.ended.labels(channel, run.counts_as).set(run.at.timestamp())
        for stage in run.stages:
            seconds = run.took(stage.stage)
            if seconds is not None:
                self.stage_seconds.labels(channel, stage.stage).observe(seconds)
            self.retries.labels(channel, stage.stage).inc(stage.retries)
            for result in ("executed", "cached", "failed"):
                self.work.labels(channel, stage.stage, result).inc(getattr(stage, result))
        self.fallbacks.labels(channel).inc(run.metrics.get("fallbacks", 0.0))
        self.parse.labels(channel).inc(run.metrics.get("json_parse_failures", 0.0))
        self.cost.labels(channel).inc(self._newly_paid(run))
        for metric, gauge in self.latest.items():
            if metric in run.metrics:
                gauge.labels(channel).set(run.metrics[metric])

    def _newly_paid(self, run: RunRecord) -> float:
        """The run's cost since its last record: the records of a retried flow run each state its total so far."""
        cost = run.metrics.get("cost_usd", 0.0)
        if not cost or not run.flow_run:
            return cost
        before = self.paid.get(run.flow_run, 0.0)
        self.paid[run.flow_run] = max(cost, before)
        return max(0.0, cost - before)

    def _update_open_runs(self) -> None:
        """Set the gauges of runs without an end: no counters, because a lost run may still be retried and publish."""
        gauges = {"failed": self.lost, "waiting": self.waiting}
        for gauge in gauges.values():
            gauge.clear()
        for run in self.book.open_runs():
            record = run.counted(now())
            if record:
                gauges[record.outcome].labels(run.channel).inc()

    def _update_budgets(self) -> None:
        self.spent.clear()
        for entry in self.book.spent(f"{now():%Y-%m}").values():
            self.spent.labels(entry.vendor).inc(entry.cost)
        for vendor, limit in settings().budgets.items():
            self.budget.labels(vendor).set(limit)


def serve(port: int, address: str) -> int:
    """Serve metrics until SIGINT or SIGTERM. Raises SetupError if it cannot listen."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    load_env_file()  # it may set DAILIES_LEDGER
    registry = CollectorRegistry()
    registry.register(History(ledger()))
    try:
        server, thread = start_http_server(port, address, registry)
    except (OSError, OverflowError) as error:
        raise SetupError(f"Cannot listen on {address}:{port}: {error}.", advice="Give another --port.") from error
    sys.stderr.write(f"Metrics are at http://{address}:{server.server_port}/metrics\n")
    try:
        thread.join()
    except KeyboardInterrupt:
        server.shutdown()
    return 0


def _as_interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
