"""Films of the user's clips, of clips and pictures of Commons, and of pictures that a model makes.

Each passes the gate and credits all that it shows, and a second run asks nobody. One changed scene is one new segment.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tasks.domain.timeline import Timeline
from tests.clips import clip, moving
from tests.flows.conftest import Make, Short
from tests.machine.media.test_pictures import encoded, picture
from tests.servers.openai import OpenAIServer
from tests.servers.openai_images import ImageServer
from tests.servers.wikimedia import Wikimedia
from tests.servers.wire import Vendor

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

TITLE = "The lighthouse"
SCENES = {
    "A red tower of the lighthouse stands on a cliff.": "a red tower on a cliff",
    "Its Fresnel lens is taller than a man.": "the Fresnel lens of the lighthouse",
    "The keeper climbs the stair of the lighthouse.": "a lighthouse keeper on the stair",
    "Storm waves strike the lighthouse all winter.": "storm waves at the lighthouse",
}
SQUARE = {"shape": "square", "licences": "known"}


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImageServer]:
    with ImageServer() as server:
        served(server, monkeypatch)
        yield server


def served(server: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)


def written(folder: Path) -> str:
    """The script's file."""
    scenes = [{"time": "", "narration": said, "visual_description": what} for said, what in SCENES.items()]
    script = {
        "title": TITLE,
        "hook": next(iter(SCENES)),
        "script": " ".join(SCENES),
        "scenes": scenes,
        "hashtags": [],
        "description": "A lighthouse.",
    }
    file = folder / "script.json"
    file.write_text(json.dumps(script))
    return str(file)


def credits_of(short: Short) -> list[str]:
    """The credit of each scene."""
    lines = (short.folder / "credits.md").read_text().splitlines()
    return [line.partition(": ")[2] for line in lines if line.startswith("- Scene ")]


def plan_of(short: Short) -> Timeline:
    return Timeline.model_validate_json((short.folder / "timeline.json").read_text())


def moves(short: Short) -> list[bool]:
    """Which scenes show a clip."""
    return [shot.clip is not None for shot in plan_of(short).shots]


def is_sound(short: Short, servers: Sequence[Vendor], again: Short, asked: Sequence[int]) -> None:
    """Asserts what holds for each of the films."""
    assert json.loads((short.folder / "quality.json").read_text())["passed"]
    assert len(credits_of(short)) == len(SCENES)
    assert again.executed() == {}
    assert again.receipt == short.receipt
    assert [len(server.requests) for server in servers] == asked, "a second run asks nobody"


def one_segment(after: Short, before: Short) -> None:
    """Asserts that no more was encoded than one scene, and the next one if it fades from that."""
    done = after.executed()
    assert "voiceover" not in done
    assert done["encode"] <= 2 + 2, "the encode itself, its mux, and at most two segments"
    assert after.receipt.video != before.receipt.video


def test_a_film_of_the_users_clips(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    fast = {"preset": "ultrafast"}
    clip(folder / "1.mp4", moving(720, 720, 150, seed=1), fps=25, options=fast, sound=True, tone=220)
    clip(folder / "3.mp4", moving(720, 720, 150, seed=3), fps=25, options=fast)
    for number in (2, 4):
        (folder / f"{number}.jpg").write_bytes(encoded(picture(900 + 20 * number, 1000), "JPEG"))
    brief = {**SQUARE, "name": "Own clips", "clip_sound": "own"}
    order = {"script": written(tmp_path), "images": str(folder), "brief": brief}
    short = make(**order)
    is_sound(short, (), make(**order), [])
    assert moves(short) == [True, False, True, False]
    assert [(heard.first, heard.frames > 30) for heard in plan_of(short).sound.clips] == [(0, True)]
    assert all("the maker of this short" in credit for credit in credits_of(short))
    clip(folder / "3.mp4", moving(720, 720, 150, seed=8, right=0.4), fps=25, options=fast)
    one_segment(make(**order), short)


def test_a_film_of_clips_and_pictures_of_commons(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    brief = {**SQUARE, "name": "Commons", "pictures": "commons", "clips": "commons", "effects": False}
    order = {"script": written(tmp_path), "brief": brief}
    with Wikimedia() as commons:
        served(commons, monkeypatch)
        short = make(**order)
        asked = len(commons.requests)
        assert {request.path for request in commons.asked("/upload/film/")}
        is_sound(short, (commons,), make(**order), [asked])
        assert moves(short) == [True, False, False, True]
        for credit in credits_of(short):
            assert re.search(r"(Filmer|Ann .*Bo) \d+", credit), credit
            assert re.search(r"CC BY|Public domain", credit), credit
            assert "commons.wikimedia.org/wiki/File:" in credit
        assert commons.most_downloads <= 2
        folder = tmp_path / "own"
        folder.mkdir()
        (folder / "the keeper on the stair.jpg").write_bytes(encoded(picture(1000, 1000), "JPEG"))
        one_segment(make(**order, images=str(folder)), short)
        assert len(commons.requests) == asked, "what is kept is not asked for again"


def test_a_film_of_pictures_that_a_model_makes(make: Make, painter: ImageServer, tmp_path: Path) -> None:
    brief = {**SQUARE, "name": "Made pictures", "pictures": "made", "clips": "none", "picture_style": "ink"}
    order = {"script": written(tmp_path), "brief": brief}
    short = make(**order)
    is_sound(short, (painter,), make(**order), [len(SCENES)])
    assert [credit.partition(",")[0] for credit in credits_of(short)] == list(SCENES.values())
    assert all("made by the model gpt-image-2.6-flare" in credit for credit in credits_of(short))


def test_a_scene_that_a_model_refuses_in_the_film_is_made_again_alone(
    make: Make, painter: ImageServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    brief = {**SQUARE, "name": "Second look", "pictures": "made", "clips": "none", "effects": False}
    order = {"script": written(tmp_path), "brief": brief}
    with OpenAIServer() as eyes:
        served(eyes, monkeypatch)
        before = make(script=order["script"], brief={**brief, "picture_check": "none"})
        assert eyes.requests == []
        short = make(**order)
        assert len(eyes.requests) == 1
        is_sound(short, (painter, eyes), make(**order), [len(SCENES), 1])
    refused = [not credit.startswith(shown) for credit, shown in zip(credits_of(short), SCENES.values(), strict=True)]
    assert refused == [False, False, True, False], "a card stands for the keeper"
    assert short.executed()["images"] == 1
    one_segment(short, before)
    told = "4 scenes of the film. It found that something else is shown in scene 3 (only a lens): made again."
    assert any(told in note for note in short.record.notes)
