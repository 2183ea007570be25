"""Other words in one scene of a short of full length: little of it is spoken and encoded again."""

import json
from pathlib import Path

import pytest

from tests.flows.conftest import Make

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

CHANGED = "Nobody had told them how to do it"
BESIDES = {"voiceover": 1, "encode": 2}  # what else these stages do: the casting; the sound, and joining it to the film


def test_a_scene_said_otherwise_costs_two_passages_and_four_segments(make: Make, tmp_path: Path) -> None:
    brief = {"length_seconds": 55, "shape": "square"}
    short = make(topic="octopus", brief=brief)
    assert short.executed()["voiceover"] - BESIDES["voiceover"] >= 4
    assert short.executed()["encode"] - BESIDES["encode"] >= 10
    script = json.loads((short.folder / "script.json").read_text())
    scene = script["scenes"][len(script["scenes"]) // 2]
    end = scene["narration"][-1] if scene["narration"][-1] in ".,;:!?" else ""
    script["script"] = script["script"].replace(scene["narration"], CHANGED + end)
    scene["narration"] = CHANGED + end
    file = tmp_path / "script.json"
    file.write_text(json.dumps(script))
    done = make(script=str(file), brief=brief).executed()
    assert 1 <= done["voiceover"] - BESIDES["voiceover"] <= 2, done
    assert 1 <= done["encode"] - BESIDES["encode"] <= 4, done
