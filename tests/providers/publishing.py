"""An edition to publish, and all that a publisher needs beside a server."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tasks.domain.models import (
    ApprovedVideo,
    Check,
    Credit,
    Edition,
    Picture,
    QualityReport,
    Scene,
    Script,
    Source,
    Story,
    Topic,
    Video,
)
from tasks.machine.assets import AssetStore
from tasks.machine.ledger import Ledger
from tasks.machine.meter import Meter
from tasks.providers.desk import Desk
from tasks.providers.youtube import YouTubePublisher
from tests.bench.inputs import encoded, photograph, timeline
from tests.providers.desks import desk_in

GRAIN = 256 * 1024
KEY = "demo/2026-11-24/tides"


def film(pieces: float = 2.4, seed: int = 1) -> bytes:
    """Bytes that differ everywhere, as many as so many pieces."""
    size = round(pieces * GRAIN)
    block = bytes((n * 31 + seed * 17 + n // 251) % 256 for n in range(65536 + 7))
    return (block * (size // len(block) + 1))[:size]


def edition(store: AssetStore, data: bytes | None = None, **changes: Any) -> Edition:
    plan = timeline(
        store, seconds=3, scenes=2, pictures=[store.put(encoded(photograph(n, 62, 110)), ".jpg") for n in range(2)]
    )
    file = store.put(data if data is not None else film(), ".mp4")
    script = Script(
        title="Tides & seas",
        hook="The sea rose.",
        script="The sea rose.",
        scenes=(Scene(time="0:00-0:03", narration="The sea rose.", visual_description="sea"),),
        hashtags=("#sea", "#tides"),
        description="Why the sea rises twice a day.",
    )
    source = Source(id="s1", title="Tide tables", url="https://example.org/t", author="Ann", licence="CC BY 4.0")
    check = Check(name="size", passed=True, wanted="x", measured="x")
    found = Credit(title="Low tide", author="Bo", licence="CC BY-SA 4.0", page="https://example.org/p")
    made = Edition(
        run_key=KEY,
        channel="demo",
        day=date(2026, 11, 24),
        topic=Topic(title="Tides", slug="tides", reason="asked for", origin="user"),
        story=Story(script=script, writer="extractive", quotes=True, sources=(source,)),
        timeline=plan,
        approved=ApprovedVideo(
            video=Video(file=file, encoder="libx264"), report=QualityReport(video=file, checks=(check,))
        ),
        thumbnail=store.put(encoded(photograph(9, 108, 192)), ".jpg"),
        pictures=tuple(
            Picture(image=shot.picture, origin=origin, credit=found)
            for shot, origin in zip(plan.shots, ("found", "drawn"), strict=True)
        ),
        voice="test voice",
    )
    return made.model_copy(update=changes)


def desk(home: Path, environment: Mapping[str, str], *, ledger: str = "") -> Desk:
    """`ledger`: one that several hosts share; a home is a host."""
    made = desk_in(
        home,
        {"youtube": environment["YOUTUBE_TOKEN"]},
        youtube_base_url=environment["YOUTUBE_BASE_URL"],
        youtube_token_url=environment["YOUTUBE_TOKEN_URL"],
    )
    return made if not ledger else replace(made, book=Ledger(ledger), meter=Meter(Ledger(ledger), "a test"))


def publisher(desk: Desk, *, patience: float = 20.0) -> YouTubePublisher:
    """In small pieces and without long waits."""
    return YouTubePublisher(desk, piece=GRAIN, beat=0.01, patience=patience)
