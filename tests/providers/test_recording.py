"""The user's own recording of a script: it becomes the voice, with its words timed by its pauses."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flows.cli.options import request_options
from tasks.domain.channel import Channel
from tasks.domain.delivery import PLAIN
from tasks.domain.errors import BadInput
from tasks.domain.request import ShortRequest
from tasks.domain.speech import Passage
from tasks.domain.story import Brief
from tasks.domain.values import Artifact
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore, assets
from tasks.providers import registry
from tasks.providers.folder.credits import credits_of
from tasks.providers.hibari import HibariVoice
from tasks.providers.recording import is_recording, voice_of
from tasks.providers.youtube.metadata import status
from tasks.stagecraft import services
from tasks.stagecraft.daily.intake import read_request
from tasks.voiceover import to_speak
from tests.providers.publishing import edition
from tests.servers.edge import mp3
from tests.servers.speech import RATE

SCENES = [
    "The tide comes back twice a day.",
    "Nobody calls it, and nobody sends it away.",
    "It is the moon, of course.",
]
TEXT = " ".join(SCENES)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    scenes = [{"time": "", "narration": text, "visual_description": "the sea"} for text in SCENES]
    path = tmp_path / "script.json"
    body = {"title": "Tides", "hook": SCENES[0], "scenes": scenes, "hashtags": [], "description": "Tides."}
    path.write_text(json.dumps(body))
    return path


def read(**given: Any) -> Brief:
    return read_request(ShortRequest.model_validate(given), lambda _: date(2026, 11, 28))


def spoken() -> "tuple[np.ndarray[Any, np.dtype[np.int16]], list[float]]":
    """The script in the built-in voice, and when its words begin (seconds): as a person may have recorded it."""
    from tasks.machine.media.sounds import decoded

    store = assets()
    speech = HibariVoice(store).speak(Passage(text=TEXT), 1)
    return decoded(store.read(speech.audio))[0], [word.start for word in speech.words]


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_the_recording_is_the_voice_of_this_run(suffix: str, script: Path, tmp_path: Path) -> None:
    samples, truth = spoken()
    path, channel = tmp_path / f"me{suffix}", tmp_path / "fast.yaml"
    path.write_bytes(wav(samples.tobytes(), RATE) if suffix == ".wav" else mp3(samples))
    channel.write_text("name: Fast\nspeed: 1.2\nvoice: hibari\n")
    brief = read(script=str(script), narration=str(path), channel=str(channel))
    assert is_recording(brief.channel.voice)
    assert brief.channel.delivery == PLAIN
    voice = registry.voice(services.chain("voice", brief.channel.voice)[0], services.provider_context())
    voice.check_language("sw")
    speech = voice.speak(Passage(text=TEXT), 1)
    assert speech.timing == "heard"
    assert "its pauses" in speech.note
    assert not speech.synthetic
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.seconds == pytest.approx(len(samples) / RATE, abs=0.15)
    off = np.abs(np.array([word.start for word in speech.words]) - truth)
    assert np.median(off) < 0.12


def test_a_recording_is_one_passage_and_other_voices_speak_several() -> None:
    long = " ".join([TEXT] * 5)
    recorded = Channel(voice=voice_of(Artifact(sha256="0" * 64, bytes=1, suffix=".wav")))
    assert [passage.text for passage in to_speak(long, recorded)] == [long]
    assert len(to_speak(long, Channel())) > 1


def test_the_credits_call_only_other_voices_synthetic(tmp_path: Path) -> None:
    film = edition(AssetStore(tmp_path))
    assert "(synthetic)" in credits_of(film)
    assert status(film, film.visibility)["containsSyntheticMedia"]
    mine = film.model_copy(update={"synthetic_voice": False, "pictures": ()})
    assert "(synthetic)" not in credits_of(mine)
    assert not status(mine, mine.visibility)["containsSyntheticMedia"]


def test_another_recording_is_another_voice(script: Path, tmp_path: Path) -> None:
    samples, _ = spoken()
    voices = set()
    for gain in (1, 2):
        path = tmp_path / "me.wav"
        path.write_bytes(wav((samples // gain).tobytes(), RATE))
        voices.add(read(script=str(script), narration=str(path)).channel.voice)
    assert len(voices) == 2


def test_a_narration_needs_its_script(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Nobody knows the words.*--script"):
        read(narration=str(tmp_path / "me.wav"))


def test_a_recording_that_cannot_be_used_is_refused(script: Path, tmp_path: Path) -> None:
    path = tmp_path / "me.wav"
    with pytest.raises(BadInput, match=r"narration .*me.wav does not exist"):
        read(script=str(script), narration=str(path))
    path.write_bytes(b"no sound")
    with pytest.raises(BadInput, match=r"me.wav cannot be played. Give a WAV"):
        read(script=str(script), narration=str(path))
    noise = np.random.default_rng(1).integers(-9000, 9000, RATE * 60).astype(np.int16)
    for samples in (noise[:RATE], noise, noise[: RATE * 8] * 0):
        path.write_bytes(wav(samples.tobytes(), RATE))
        with pytest.raises(BadInput, match=r"and the script has 21 words. Give the recording of this script"):
            read(script=str(script), narration=str(path))


def test_a_channel_with_the_voice_file_wants_a_recording(tmp_path: Path) -> None:
    channel = tmp_path / "mine.yaml"
    channel.write_text("name: Mine\nvoice: file\n")
    with pytest.raises(BadInput, match=r"this run has none. Give one with its script \(--narration"):
        read(channel=str(channel))


def test_the_command_line_offers_it() -> None:
    assert "--narration" in {option.flag for option in request_options()}
