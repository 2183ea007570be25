"""The metrics endpoint, scraped over HTTP and parsed by the Prometheus client's parser."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tasks.domain.runs.kpi import OpenRun
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tests.reports.histories import a_run

ROOT = Path(__file__).parents[2]
Scrape = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def address(ledger: Ledger, tmp_path: Path) -> Iterator[str]:
    """Start the exporter on this ledger as an operator does, and yield its URL."""
    environment = {
        **os.environ,
        "DAILIES_LEDGER": str(ledger.engine.url),
        "DAILIES_HOME": str(tmp_path),
        "DAILIES_BUDGETS": '{"openai": 20}',
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "deployments", "metrics", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    line = process.stderr.readline()
    match = re.search(r"http://\S+", line)
    assert match, line + process.stderr.read()
    yield match.group()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == ""


def scrape(address: str) -> Scrape:
    """Return every sample, keyed by name and sorted labels."""
    response = httpx.get(address, timeout=60)
    assert response.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(samples: Scrape, name: str, **labels: str) -> float | None:
    return samples.get((name, tuple(sorted(labels.items()))))


def test_an_empty_ledger_is_an_empty_page(address: str) -> None:
    samples = scrape(address)
    assert not [name for name, _ in samples if name.startswith("dailies_runs")]


def test_history_is_counted_once_and_new_runs_are_added(ledger: Ledger, address: str) -> None:
    runs = [
        a_run(0, cost_usd=0.02, json_parse_failures=1.0, ffmpeg_encoding_fps=80.0),
        a_run(1, outcome="failed", until="encode", flow_run="again", cost_usd=0.01, fallbacks=2.0),
        a_run(1, flow_run="again", cost_usd=0.04, cached=("script",), ffmpeg_encoding_fps=70.0),
        a_run(0, channel="night facts"),
    ]
    for run in runs[:3]:
        ledger.record(run, run.outcome)
    samples = scrape(address)
    assert value(samples, "dailies_runs_total", channel="demo", outcome="published") == 2
    assert value(samples, "dailies_runs_total", channel="demo", outcome="failed") == 1
    assert value(samples, "dailies_stage_seconds_count", channel="demo", stage="script") == 2, (
        "the cached run must not count"
    )
    assert value(samples, "dailies_stage_seconds_sum", channel="demo", stage="encode") == 40, (
        "the failed run must not count"
    )
    assert value(samples, "dailies_stage_seconds_bucket", channel="demo", stage="encode", le="10.0") == 0
    assert value(samples, "dailies_stage_seconds_bucket", channel="demo", stage="encode", le="20.0") == 2
    assert value(samples, "dailies_run_seconds_count", channel="demo") == 1
    assert value(samples, "dailies_stage_work_total", channel="demo", stage="script", result="cached") == 2
    assert value(samples, "dailies_stage_work_total", channel="demo", stage="encode", result="failed") == 1
    assert value(samples, "dailies_cost_usd_total", channel="demo") == pytest.approx(0.06), (
        "a retried run must be charged once"
    )
    assert value(samples, "dailies_json_parse_failures_total", channel="demo") == 1
    assert value(samples, "dailies_fallbacks_total", channel="demo") == 2
    assert value(samples, "dailies_encoding_fps", channel="demo") == 70
    assert runs[2].at
    stamp = value(samples, "dailies_last_run_timestamp_seconds", channel="demo", outcome="published")
    assert stamp == runs[2].at.timestamp()
    assert value(samples, "dailies_month_budget_usd", vendor="openai") == 20

    ledger.record(runs[3], runs[3].outcome)
    number = ledger.intend_payment("openai", "script", "tokens", 900, 0.5, "x")
    ledger.settle_payment(number, "paid", 900, 0.25, {})
    later = scrape(address)
    assert value(later, "dailies_runs_total", channel="night facts", outcome="published") == 1
    assert value(later, "dailies_runs_total", channel="demo", outcome="published") == 2
    assert value(later, "dailies_month_spent_usd", vendor="openai") == 0.25
    assert value(scrape(address), "dailies_month_spent_usd", vendor="openai") == 0.25


def test_overdue_runs_are_lost_until_a_retry_completes_them(ledger: Ledger, address: str) -> None:
    at, hour = now(), timedelta(hours=1)
    waiting = a_run(outcome="waiting", until="quality")
    for name, due, record in (("killed", at - hour, None), ("running", at + hour, None), ("asked", at + hour, waiting)):
        day = waiting.day
        run = OpenRun(flow_run=name, channel="demo", day=day, at=at, due=due, waits=bool(record), record=record)
        ledger.begin(run)
        ledger.suspend(run)
    samples = scrape(address)
    assert value(samples, "dailies_runs_lost", channel="demo") == 1
    assert value(samples, "dailies_runs_waiting", channel="demo") == 1
    ledger.record(a_run(flow_run="killed"), "published")
    samples = scrape(address)
    assert value(samples, "dailies_runs_lost", channel="demo") is None
    assert value(samples, "dailies_runs_total", channel="demo", outcome="published") == 1


def test_a_port_in_use_is_an_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "deployments", "metrics", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "DAILIES_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert re.fullmatch(rf"Cannot listen on 127\.0\.0\.1:{port}: .*Give another --port\.\n", done.stderr)
