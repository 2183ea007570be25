"""Generated run histories for charts, pages and KPIs: one simple enough to check by hand, one like a real month."""

import random
from datetime import UTC, date, datetime, timedelta

from tasks.domain.runs.kpi import Outcome, RunRecord, StageTime

DAY = date(2026, 11, 1)
SPANS = {  # stages of a simple run: start and duration in seconds
    "trending": (0.0, 1.0),
    "research": (1.0, 2.0),
    "script": (3.0, 2.0),
    "voiceover": (5.0, 7.0),
    "images": (5.5, 9.0),
    "timeline": (14.5, 0.5),
    "encode": (15.0, 20.0),
    "quality": (35.0, 4.0),
    "upload": (39.0, 1.0),
}


def a_run(
    number: int = 0,
    *,
    channel: str = "demo",
    topic: str = "",
    outcome: Outcome = "published",
    flow_run: str = "",
    until: str = "upload",
    cached: tuple[str, ...] = (),
    partly: tuple[str, ...] = (),
    pace: float = 1.0,
    **metrics: float,
) -> RunRecord:
    """Run `number` of a history with one run a day.

    `cached` stages come from the cache, and half of each `partly` stage; `until` is the last stage. `pace` multiplies
    every duration.
    """
    names = list(SPANS)[: list(SPANS).index(until) + 1]
    stages = []
    for name in names:
        whole, failed = name not in (*cached, *partly), name == until and outcome in ("failed", "refused")
        stages.append(
            StageTime(
                stage=name,
                executed=0 if name in cached or failed else 2,
                cached=0 if whole or failed else 2,
                failed=int(failed),
                started=SPANS[name][0] * pace,
                seconds=SPANS[name][1] * pace * (0.01 if name in cached else 1.0),
            )
        )
    day = DAY + timedelta(days=number)
    slug = f"/{topic or f'topic-{number}'}" if outcome == "published" else ""
    return RunRecord(
        run_key=f"{channel}/{day}{slug}",
        flow_run=flow_run or f"run-{channel}-{number}",
        channel=channel,
        day=day,
        outcome=outcome,
        at=datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
        total_seconds=max(stage.ended for stage in stages),
        stages=tuple(stages),
        metrics=metrics,
        error="The service was busy." if outcome == "failed" else "",
    )


def a_month(channel: str = "demo", seed: int = 1) -> list[RunRecord]:
    """Thirty runs like real ones: noise, two failures, a refusal, an interruption, repeated topics and a slow drift."""
    chance = random.Random(seed)
    runs = []
    for number in range(30):
        pace = chance.uniform(0.8, 1.5) * (1 + number / 60)
        cost = chance.uniform(0.01, 0.03)
        outcome: Outcome = {7: "failed", 15: "refused", 22: "failed", 26: "interrupted"}.get(number, "published")  # type: ignore[assignment]
        until = {7: "images", 15: "quality", 22: "encode", 26: "encode"}.get(number, "upload")
        again = number in (12, 20, 27)
        runs.append(
            a_run(
                number,
                channel=channel,
                topic="topic-3" if again else "",
                outcome=outcome,
                until=until,
                cached=tuple(SPANS)[1:-1] if again else (),
                partly=("images",) if number in (9, 18) else (),
                pace=pace,
                cost_usd=cost,
                json_parse_failures=0.0,
                ffmpeg_encoding_fps=1600 / (20 * pace),
            )
        )
    return runs
