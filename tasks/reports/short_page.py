"""Writes the page next to a finished short: the film, its script by scene, sources, checks and times, in one file."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.domain.edition import Edition
from tasks.domain.film.sameness import BOUND, Likeness
from tasks.domain.runs.kpi import RunRecord
from tasks.machine.storage.assets import AssetStore, write_whole
from tasks.reports.embed import data_uri, thumbnail_uri

THUMB = (162, 288)  # pixels
COVER = (360, 640)  # pixels
FEED_TITLE, MAX_TITLE = 70, 100  # characters: what a feed shows of a title, and what a platform accepts
FEED_TEXT = 160  # characters of a description above "more"
TAGGED = "https://www.youtube.com/hashtag/"
NOTHING_ALIKE = Likeness()


@dataclass(frozen=True)
class Listed:
    """A short's words as a feed shows them: `title` and `text`, and what of them it hides until one opens it.

    Hashtags are pairs of the tag and its address.
    """

    title: str
    hidden_title: str
    refused_title: str
    text: str
    hidden_text: str
    hashtags: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, edition: Edition) -> "Listed":
        script = edition.story.script
        title, rest = _cut(script.title, FEED_TITLE)
        hidden, refused = _cut(rest, MAX_TITLE - len(title))
        text, hidden_text = _cut(script.description, FEED_TEXT)
        tags = tuple(
            (tag, f"https://www.youtube.com/hashtag/{quote(tag.lstrip('#').lower())}") for tag in script.hashtags
        )
        return cls(title, hidden, refused, text, hidden_text, tags)


def _cut(text: str, most: int) -> tuple[str, str]:
    """What is shown of a text and what is not: a feed cuts after a word."""
    if len(text) <= most:
        return text, ""
    shown = text[:most].rpartition(" ")[0] or text[:most]
    return shown, text[len(shown) :]


def write_record(folder: Path, record: RunRecord) -> None:
    """Write kpis.json: the record of the last run that ended in this folder."""
    data = record.model_dump(mode="json")
    first = {"total_seconds": data.pop("total_seconds"), "stages": data.pop("stages")}
    write_whole(folder / "kpis.json", (json.dumps({**first, **data}, indent=2) + "\n").encode())


def write_report(
    folder: Path, edition: Edition, record: RunRecord, store: AssetStore, sameness: Likeness = NOTHING_ALIKE
) -> None:
    """Write report.html, which is self-contained."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    fps = edition.timeline.output.fps
    pictures = {picture.image.sha256: picture for picture in edition.pictures}
    scenes = [
        {
            "start": shot.first / fps,
            "clock": f"{shot.first // fps // 60}:{shot.first // fps % 60:02}",
            "narration": shot.narration,
            "image": thumbnail_uri(store.read(shot.picture), THUMB),
            "origin": pictures[shot.picture.sha256].origin if shot.picture.sha256 in pictures else "",
        }
        for shot in edition.timeline.shots
    ]
    total = max(record.total_seconds, 0.001)
    stages = [
        {
            "name": stage.stage,
            "seconds": stage.seconds,
            "executed": stage.executed,
            "cached": stage.cached,
            "left": round(100 * stage.started / total, 2),
            "width": max(0.4, round(100 * stage.seconds / total, 2)),
        }
        for stage in sorted(record.stages, key=lambda stage: stage.started)
    ]
    page = environment.get_template("short.html.j2").render(
        edition=edition,
        record=record,
        scenes=scenes,
        stages=stages,
        video=data_uri("video/mp4", store.read(edition.approved.video.file)),
        poster=data_uri("image/jpeg", store.read(edition.thumbnail)),
        metrics=sorted(record.metrics.items()),
        listed=Listed.of(edition),
        cover=thumbnail_uri(store.read(edition.thumbnail), COVER),
        sameness=sameness,
        bound=BOUND,
    )
    write_whole(folder / "report.html", page.encode())
