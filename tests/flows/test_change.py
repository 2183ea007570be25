"""A changed scene costs what it touches: the passages that say it, and the segments that show it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.story import GivenScript
from tests.flows.conftest import Make, Short
from tests.servers.elevenlabs import ElevenLabsServer

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]


@pytest.fixture
def elevenlabs(monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


def read(short: Short) -> GivenScript:
    return GivenScript.model_validate_json((short.folder / "script.json").read_text())


@pytest.mark.parametrize("number", [1, 5])
def test_a_changed_scene_is_spoken_and_encoded_again_and_little_else(
    number: int, make: Make, elevenlabs: ElevenLabsServer, tmp_path: Path
) -> None:
    """The first short lasts 30 s. Its own script is given back, first as it is, then with one more word in a scene."""
    brief = {"voice": "elevenlabs", "shape": "square", "length_seconds": 30, "name": f"Scene {number}"}
    first = make(topic="voyager", brief=brief)
    spoken = len(elevenlabs.asked("/text-to-speech/"))
    assert spoken >= 3
    assert not read(first).fixed
    script = json.loads((first.folder / "script.json").read_text())
    file = tmp_path / "script.json"
    file.write_text(json.dumps(script))
    same = make(topic="voyager", brief=brief, script=str(file))
    assert len(elevenlabs.asked("/text-to-speech/")) == spoken, "the same words are not spoken again"
    assert "encode" not in same.executed(), "the same words make the same film"

    scene = script["scenes"][number]
    scene["narration"] = f"{scene['narration'].rstrip('.,')} indeed{scene['narration'][-1]}"
    del script["script"]
    file.write_text(json.dumps(script))
    changed = make(topic="voyager", brief=brief, script=str(file))
    assert "indeed" in read(changed).script
    assert len(elevenlabs.asked("/text-to-speech/")) - spoken <= 2
    assert changed.executed()["encode"] <= 4 + 2, "the encode itself, its segments and the mux"
