"""Effects are quiet, fall on their frames, and can be heard on a phone."""

import wave
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from tasks.domain.timeline import Effect, EffectKind, Music, OutputSpec, Sound
from tasks.machine.storage.assets import assets
from tasks.render.gate.sound_check import decode_sound, voice_place
from tasks.render.sound.effects import EFFECT_SOUNDS, effect_sound, write_effects
from tasks.render.sound.mix import mix
from tasks.render.sound.music import RATE
from tests.bench.inputs import voice, words

KINDS = get_args(EffectKind)


def written(
    folder: Path, *effects: Effect, fps: int = 30, seconds: int = 4
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    write_effects(effects, fps, seconds * RATE, folder / "effects.wav")
    with wave.open(str(folder / "effects.wav"), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (1, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float) / 32768


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fps", [24, 30, 60])
def test_an_effect_is_loudest_near_its_frame_and_quiet(kind: EffectKind, fps: int, tmp_path: Path) -> None:
    sound = written(tmp_path, Effect(kind=kind, frame=2 * fps), fps=fps)
    smooth = np.convolve(sound**2, np.ones(480) / 480, "same")
    loudest = float(np.argmax(smooth)) / RATE
    assert abs(loudest - 2.0) < 0.08, "the impact is on the frame"
    assert 0.02 < float(np.abs(sound).max()) <= 0.21
    assert float(np.abs(sound[: round(0.7 * RATE)]).max()) == 0.0
    assert float(np.abs(sound[round(3.2 * RATE) :]).max()) == 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_variants_differ_and_end_in_silence(kind: EffectKind) -> None:
    sounds = [effect_sound(kind, variant) for variant in range(3)]
    assert len({sound.tobytes() for sound in sounds}) == 3
    for sound in sounds:
        assert float(np.abs(sound[[0, -1]]).max()) < 0.002
        assert float(np.abs(sound).max()) == pytest.approx(EFFECT_SOUNDS[kind].level, abs=0.001)


def test_an_effect_at_the_edge_of_the_film_is_cut_without_an_error(tmp_path: Path) -> None:
    sound = written(tmp_path, Effect(kind="riser", frame=3), Effect(kind="hit", frame=119))
    assert float(np.abs(sound).max()) > 0.05


@pytest.mark.media
def test_a_mix_with_effects_meets_its_loudness_and_keeps_the_voice_in_place() -> None:
    store = assets()
    spoken = store.put(voice(words(10), 10, seed=3), ".wav")
    effects = tuple(Effect(kind=kind, frame=20 + 50 * number) for number, kind in enumerate(KINDS))
    sound = Sound(voice=spoken, music=Music(seed=1, turn=150, last=240), effects=effects)
    bare = store.path(mix(sound.model_copy(update={"effects": ()}), 300, OutputSpec(), store))
    mixed = store.path(mix(sound, 300, OutputSpec(), store))
    assert mixed.read_bytes() != bare.read_bytes()
    heard, alone = decode_sound(mixed, []), decode_sound(store.path(spoken), [])
    assert heard is not None
    assert alone is not None
    lag, likeness = voice_place(heard, alone.samples[0])
    assert abs(lag) < 0.02
    assert likeness > 0.6
