"""The page beside the short: the film, its script scene by scene, sources, checks and times, in one file."""

import base64
import io
import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from tasks.domain.edition import Edition
from tasks.domain.runs.kpi import RunRecord
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore, write_whole

THUMB = (162, 288)


def write_record(folder: Path, record: RunRecord) -> None:
    """kpis.json: the last run that ended here."""
    data = record.model_dump(mode="json")
    first = {"total_seconds": data.pop("total_seconds"), "stages": data.pop("stages")}
    write_whole(folder / "kpis.json", (json.dumps({**first, **data}, indent=2) + "\n").encode())


def write_report(folder: Path, edition: Edition, record: RunRecord, store: AssetStore) -> None:
    """report.html: self-contained, so that it can be sent as one file and opened anywhere."""
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
            "image": _thumb(shot.picture, store),
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
        video=_data("video/mp4", store.read(edition.approved.video.file)),
        poster=_data("image/jpeg", store.read(edition.thumbnail)),
        metrics=sorted(record.metrics.items()),
    )
    write_whole(folder / "report.html", page.encode())


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _thumb(picture: Artifact, store: AssetStore) -> str:
    with Image.open(io.BytesIO(store.read(picture))) as image:
        image.thumbnail(THUMB)
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=82)
    return _data("image/jpeg", out.getvalue())
