"""Two topics of one channel and one topic of two channels, on one day: all are published, and none replaces another."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import Make, Short
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.youtube import YouTube

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

SCRIPTS = {
    "Маяк": ["Старый маяк стоит над бухтой уже сто лет.", "Его свет виден за 35 км, и рыбаки идут домой."],
    "Гавань": ["Гавань замерзает в декабре и спит до весны.", "Тогда лодки лежат на берегу, и дети играют на льду."],
}
BRIEF: dict[str, object] = {
    "language": "ru",
    "voice": "elevenlabs",
    "pictures": "drawn",
    "publishers": ["youtube"],
    "account": "shared",  # two channels on one YouTube channel
    "visibility": "unlisted",
    "shape": "square",
}
FILMS = [("Ночные факты", "Маяк"), ("Ночные факты", "Гавань"), ("Дневные факты", "Маяк")]


@pytest.fixture
def elevenlabs(monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def youtube(monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    with YouTube("shared") as server:
        for name, value in server.environment().items():
            monkeypatch.setenv("YOUTUBE_TOKEN_SHARED" if name == "YOUTUBE_TOKEN" else name, value)
        yield server


def test_films_of_one_day_are_published_once_each(
    make: Make, elevenlabs: ElevenLabsServer, youtube: YouTube, tmp_path: Path
) -> None:
    def film(channel: str, title: str) -> Short:
        script = tmp_path / f"{len(title)}.json"
        script.write_text(json.dumps({"title": title, "scenes": SCRIPTS[title]}), encoding="utf-8")
        return make(script=str(script), brief={**BRIEF, "name": channel})

    shorts = [film(*names) for names in FILMS]
    assert len({short.folder for short in shorts}) == len({short.receipt.location for short in shorts}) == len(FILMS)
    assert [video.resource["snippet"]["title"] for video in youtube.videos] == [title for _, title in FILMS]
    for short, (_, title) in zip(shorts, FILMS, strict=True):
        assert json.loads((short.folder / "script.json").read_text())["title"] == title, "none may replace another"
        assert json.loads((short.folder / "quality.json").read_text())["passed"]
    said = [request.json["text"] for request in elevenlabs.asked("/text-to-speech/")]
    assert len(said) == len(set(said)), "what two channels say alike is paid once"

    requests = len(elevenlabs.requests), len(youtube.requests)
    films = [(short.folder / "short.mp4").read_bytes() for short in shorts]
    again = [film(*names) for names in FILMS]
    assert [short.receipt for short in again] == [short.receipt for short in shorts]
    assert [(short.folder / "short.mp4").read_bytes() for short in again] == films
    assert (len(elevenlabs.requests), len(youtube.requests)) == requests, "a second run has nothing to do"
