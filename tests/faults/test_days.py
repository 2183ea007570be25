"""Every day of a channel ends in one known state: published once, failed with a reason, or parked and told of.

A month is simulated: the stages that ask services work as they do, against local servers of which one answer in twenty
fails or is lost. Only the film is a stand-in.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import DailiesError
from tasks.domain.runs.kpi import RunRecord
from tasks.domain.speech import Passage
from tasks.domain.story import Story, Topic
from tasks.machine.storage.keys import run_key
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.spending import Spending
from tasks.machine.storage.uploads import Uploads, upload_key
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.stagecraft.daily.run import outcome_of
from tasks.upload import publish_once
from tests.faults.promises import check
from tests.providers.desks import desk_in
from tests.providers.publishing import GRAIN, edition, film, publisher
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import SARAH
from tests.servers.wikimedia import Wikimedia
from tests.servers.wire import Reply, Request, Vendor, html
from tests.servers.youtube import YouTube

R = TypeVar("R")
MORE = int(os.environ.get("DAILIES_FAULTS", "1"))  # multiplies the number of seeds
RATE = 0.05  # of answers that fail
TRIES = 4  # a stage's first try and its retries
FIRST = date(2026, 2, 1)
SHARES = [
    pytest.param(1, 5, id="some", marks=pytest.mark.integration),
    pytest.param(20 * MORE, 30, id="all", marks=pytest.mark.slow),
]
FAILURES: tuple[Callable[[], Reply], ...] = (
    lambda: Reply(503),
    lambda: Reply(500),
    lambda: Reply(429, headers={"Retry-After": "1"}),
    lambda: Reply(silent=True),
    lambda: html(502),
    lambda: Reply(200, b'{"half": ', cut=4),
    lambda: Reply(403),
)


def unreliable(vendor: Vendor, dice: random.Random) -> None:
    """From now on this vendor fails, or does what it is asked and its answer is lost."""
    answer = vendor.reply_to

    def reply_to(request: Request) -> Reply:
        if dice.random() >= RATE:
            return answer(request)
        if dice.random() < 0.5:
            answer(request)  # what was asked is done
            return Reply(silent=True)
        return dice.choice(FAILURES)()

    vendor.reply_to = reply_to  # type: ignore[method-assign]


class Month:
    """A channel's month: a day is made as a run makes it, and its end is recorded as a run records it."""

    def __init__(self, folder: Path, seed: int, stack: ExitStack) -> None:
        self.folder, self.channel = folder, Channel(name="month", length_seconds=15)
        self.wikimedia = stack.enter_context(Wikimedia())
        self.elevenlabs = stack.enter_context(ElevenLabsServer())
        self.youtube = stack.enter_context(YouTube())
        dice = random.Random(seed)
        for vendor in (self.wikimedia, self.elevenlabs, self.youtube):
            unreliable(vendor, dice)
        self.book = Ledger(f"sqlite:///{folder / 'ledger.db'}")

    def desk(self, day: date) -> ProviderContext:
        """A context whose answers are kept for this day alone, as the cache forgets them after a day."""
        where = self.folder / f"{day}"
        where.mkdir(exist_ok=True)
        own = self.youtube.environment()
        desk = desk_in(
            where,
            {"youtube": own["YOUTUBE_TOKEN"], "elevenlabs": self.elevenlabs.key},
            youtube_base_url=own["YOUTUBE_BASE_URL"],
            youtube_token_url=own["YOUTUBE_TOKEN_URL"],
            elevenlabs_base_url=self.elevenlabs.url,
            elevenlabs_voice=SARAH,
            wikipedia_base_url=f"{self.wikimedia.url}/{{language}}",
            commons_base_url=f"{self.wikimedia.url}/commons",
        )
        return replace(desk, ledger=self.book, spending=Spending(self.book, str(day)))

    def make(self, day: date) -> None:
        """Make the day's short; its record says how the day ended."""
        key = f"{self.channel.key}/{day}"
        try:
            key = self._made(day)
        except DailiesError as error:
            outcome, why = outcome_of(error), str(error)
        else:
            outcome, why = "published", ""
        record = RunRecord(
            run_key=key, flow_run=str(day), channel=self.channel.key, day=day, total_seconds=1.0, stages=(), error=why,
            outcome=outcome,
        )  # fmt: skip
        self.book.record(record, outcome)

    def _made(self, day: date) -> str:
        desk = self.desk(day)
        topic = self.book.claim(
            self.channel.key, day, Topic(title="Lighthouse", slug="lighthouse", reason="asked for", origin="user")
        )
        dossier = tried(lambda: registry.facts("wikipedia", desk).gather(topic, None))
        story: Story = registry.writer("extractive", desk).write(dossier, self.channel, 160.0, 1)
        voice = registry.voice("elevenlabs", desk)
        tried(lambda: voice.speak(Passage(text=story.script.scenes[0].narration), 1))
        tried(lambda: registry.pictures("commons", desk).search("lighthouse", 5))
        short = edition(desk.store, film(1.3, seed=day.toordinal()), channel="month", day=day, topic=topic)
        key = run_key(self.book, self.channel, day, topic, short.approved.video.file.sha256)
        short = short.model_copy(update={"run_key": key})
        tried(lambda: publish_once(short, "youtube", publisher(desk), self.book))
        return key

    def end(self, day: date, told: str) -> str:
        """The state in which the day ended; empty if nobody could say."""
        records = [record for record in self.book.history(self.channel.key, 10_000) if record.day == day]
        films = [video for video in self.youtube.videos if video.data == film(1.3, seed=day.toordinal())]
        if len(records) != 1 or len(films) > 1:
            return ""
        (record,) = records
        upload = Uploads(self.book).read(upload_key(f"{self.channel.key}/{day}/lighthouse", "youtube", ""))
        if record.outcome == "published":
            return "published" if len(films) == 1 else ""
        if upload.state in {"unsure", "ending"} and films:
            return "parked" if upload.state == "unsure" and str(day) in told else "failed" if record.error else ""
        return "failed" if len(record.error) > 20 else ""


def tried(act: Callable[[], R]) -> R:
    """What a stage does: an error that a retry may help is tried again, a few times."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except DailiesError as error:
            if not error.worth_retrying:
                raise
    return act()


@pytest.mark.parametrize(("seeds", "days"), SHARES)
def test_every_day_of_a_month_of_faults_ends_in_a_known_state(
    seeds: int, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    monkeypatch.setattr("tasks.providers.youtube.resumable.time", SimpleNamespace(sleep=lambda _: None))
    assert 0.2 * GRAIN < len(film(1.3)) < 2 * GRAIN
    kept, ends = {}, Counter[str]()
    for seed in range(seeds):
        with ExitStack() as stack:
            folder = tmp_path / f"seed {seed}"
            folder.mkdir()
            month = Month(folder, seed, stack)
            for number in range(days):
                day = FIRST + timedelta(days=number)
                caplog.clear()
                with caplog.at_level(logging.ERROR):
                    month.make(day)
                state = month.end(day, caplog.text)
                ends[state] += 1
                kept[f"seed {seed}, {day}"] = bool(state)
    assert ends["published"] > len(kept) / 2, ends
    check("months", kept)
