"""The metrics endpoint, scraped over HTTP and read by Prometheus's own parser."""

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
def book(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def address(book: Ledger, tmp_path: Path) -> Iterator[str]:
    """A real process, as an operator starts it, on this ledger."""
    environment = {
        **os.environ,
        "DAILIES_LEDGER": str(book.engine.url),
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
    found = re.search(r"http://\S+", line)
    assert found, line + process.stderr.read()
    yield found.group()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == ""


def scrape(address: str) -> Scrape:
    answer = httpx.get(address, timeout=60)
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found: Scrape, name: str, **labels: str) -> float | None:
    return found.get((name, tuple(sorted(labels.items()))))


def test_an_empty_ledger_is_an_empty_page(address: str) -> None:
    found = scrape(address)
    assert not [name for name, _ in found if name.startswith("dailies_runs")]


def test_history_is_counted_once_and_read_on(book: Ledger, address: str) -> None:
    runs = [
        a_run(0, cost_usd=0.02, json_parse_failures=1.0, ffmpeg_encoding_fps=80.0),
        a_run(1, outcome="failed", until="encode", flow_run="again", cost_usd=0.01, fallbacks=2.0),
        a_run(1, flow_run="again", cost_usd=0.04, cached=("script",), ffmpeg_encoding_fps=70.0),
        a_run(0, channel="night facts"),
    ]
    for run in runs[:3]:
        book.record(run, run.outcome)
    found = scrape(address)
    assert value(found, "dailies_runs_total", channel="demo", outcome="published") == 2
    assert value(found, "dailies_runs_total", channel="demo", outcome="failed") == 1
    assert value(found, "dailies_stage_seconds_count", channel="demo", stage="script") == 2, "not the cached one"
    assert value(found, "dailies_stage_seconds_sum", channel="demo", stage="encode") == 40, "not the failed one"
    assert value(found, "dailies_stage_seconds_bucket", channel="demo", stage="encode", le="10.0") == 0
    assert value(found, "dailies_stage_seconds_bucket", channel="demo", stage="encode", le="20.0") == 2
    assert value(found, "dailies_run_seconds_count", channel="demo") == 1
    assert value(found, "dailies_stage_work_total", channel="demo", stage="script", result="cached") == 2
    assert value(found, "dailies_stage_work_total", channel="demo", stage="encode", result="failed") == 1
    assert value(found, "dailies_cost_usd_total", channel="demo") == pytest.approx(0.06), "a retried run is paid once"
    assert value(found, "dailies_json_parse_failures_total", channel="demo") == 1
    assert value(found, "dailies_fallbacks_total", channel="demo") == 2
    assert value(found, "dailies_encoding_fps", channel="demo") == 70
    assert runs[2].at
    stamp = value(found, "dailies_last_run_timestamp_seconds", channel="demo", outcome="published")
    assert stamp == runs[2].at.timestamp()
    assert value(found, "dailies_month_budget_usd", vendor="openai") == 20

    book.record(runs[3], runs[3].outcome)
    number = book.intend_payment("openai", "script", "tokens", 900, 0.5, "x")
    book.settle_payment(number, "paid", 900, 0.25, {})
    later = scrape(address)
    assert value(later, "dailies_runs_total", channel="night facts", outcome="published") == 1
    assert value(later, "dailies_runs_total", channel="demo", outcome="published") == 2
    assert value(later, "dailies_month_spent_usd", vendor="openai") == 0.25
    assert value(scrape(address), "dailies_month_spent_usd", vendor="openai") == 0.25


def test_runs_that_never_ended_are_lost_until_they_are_made_after_all(book: Ledger, address: str) -> None:
    at, hour = now(), timedelta(hours=1)
    waiting = a_run(outcome="waiting", until="quality")
    for name, due, record in (("killed", at - hour, None), ("running", at + hour, None), ("asked", at + hour, waiting)):
        day = waiting.day
        run = OpenRun(flow_run=name, channel="demo", day=day, at=at, due=due, waits=bool(record), record=record)
        book.begin(run)
        book.suspend(run)
    found = scrape(address)
    assert value(found, "dailies_runs_lost", channel="demo") == 1
    assert value(found, "dailies_runs_waiting", channel="demo") == 1
    book.record(a_run(flow_run="killed"), "published")
    found = scrape(address)
    assert value(found, "dailies_runs_lost", channel="demo") is None
    assert value(found, "dailies_runs_total", channel="demo", outcome="published") == 1


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
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
