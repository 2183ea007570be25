"""Writes what a release of Dailies leaves in a home, for tests of upgrading. Run it with that release's code:

    git archive RELEASE | tar -x -C OLD
    PYTHONPATH=OLD .venv/bin/python tests/releases/remember.py tests/releases/0.2.0

It writes the ledger as SQL and one stored result. The same calls work with every release since 0.1.0; only the modules
have other names. `test_upgrade.py` knows what is in it.
"""

import importlib
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)


def old(*places: str) -> Any:
    """The first of these modules that the release has."""
    for place in places:
        try:
            return importlib.import_module(place)
        except ModuleNotFoundError:
            continue
    raise SystemExit(f"none of {places} is in this release")


def remember(target: Path) -> None:
    books = old("tasks.machine.storage.ledger", "tasks.machine.ledger")
    lorries = old("tasks.machine.storage.uploads", "tasks.machine.uploads")
    stories, editions = (old(f"tasks.domain.{name}", "tasks.domain.models") for name in ("story", "edition"))
    runs, values = old("tasks.domain.runs.kpi", "tasks.domain.kpi"), old("tasks.domain.values", "tasks.domain.models")
    results = old("tasks.stagecraft.results")
    for module in (books, lorries):
        module.now = lambda: AT
    video = values.Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")

    def topic(name: str) -> Any:
        return stories.Topic(title=name.title(), slug=name, reason="a test", origin="shipped")

    def record(number: int, outcome: str, **more: Any) -> Any:
        day = DAY - timedelta(days=number)
        stages = (runs.StageTime(stage="script", executed=1, cached=0, started=0.0, seconds=2.0),)
        fields = {"run_key": f"demo/{day}/bats", "flow_run": f"run-{number}", "channel": "demo", "day": day}
        return runs.RunRecord(**fields, outcome=outcome, at=AT, total_seconds=20.0, stages=stages, **more)

    with tempfile.TemporaryDirectory() as folder:
        book = books.Ledger(f"sqlite:///{folder}/ledger.db")
        for number, name in enumerate(("bats", "tides", "zero")):
            book.claim("demo", DAY - timedelta(days=number), topic(name))
        for number, name in ((0, "bats"), (1, "tides")):
            key = f"demo/{DAY - timedelta(days=number)}/{name}"
            book.intend(key, "youtube", video)
            if number:
                receipt = {"run_key": key, "publisher": "youtube", "location": "https://youtu.be/1", "video": video}
                book.settle(key, editions.Receipt(**receipt))
        uploads = lorries.Uploads(book)
        with uploads.holding("demo/2026-11-24/bats") as hold:
            hold.keep(state="sending", film=video.sha256, bytes=1000, session="https://upload.example/1")
        book.decide("a film", editions.Decision(approved=True))
        for vendor, state, cost in (("openai", "paid", 0.5), ("openai", "refused", 9.0), ("elevenlabs", "", 1.25)):
            number = book.intend_payment(vendor, "a test", "tokens", 10, cost, "run-0")
            if state:
                book.settle_payment(number, state, 10, cost, {"id": "1"})
        book.record(record(2, "failed", error="No voice."), "failed")
        book.record(record(1, "published", metrics={"cost_usd": 0.5}), "published")
        opened = {"channel": "demo", "day": DAY, "at": AT, "due": AT + timedelta(hours=6)}
        book.begin(runs.OpenRun(flow_run="killed", **opened))
        book.suspend(runs.OpenRun(flow_run="run-0", **opened, waits=True, record=record(0, "waiting")))
        book.engine.dispose()
        with closing(sqlite3.connect(f"{folder}/ledger.db")) as database:
            (target.parent / f"{target.name}.sql").write_text("\n".join(database.iterdump()) + "\n")
    (target.parent / f"{target.name}.result").write_bytes(results.CheckedJSON().dumps(topic("bats")))


if __name__ == "__main__":
    remember(Path(sys.argv[1]))
