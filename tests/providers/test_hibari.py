"""The bundled hibari voice: repeatable sound, exact word times, and errors for what it cannot speak."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from tasks.domain.errors import BadInput
from tasks.domain.speech import Passage
from tasks.machine.storage.assets import AssetStore
from tasks.providers.hibari import HibariVoice

TEXT = (
    "In 2019, researchers paid $3.7 billion to hear bats — between 20 and 120 kHz, e.g. in Dr. Smith's U.S. lab. "
    "Don't stop: the 1st well-known 50% drop wasn't 3.8 cm/year 🐙, see https://x.org/a."
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> AssetStore:
    return AssetStore(tmp_path_factory.mktemp("assets"))


def samples(store: AssetStore, speech: object) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """The speech's samples, from -1 to 1."""
    with wave.open(io.BytesIO(store.read(speech.audio)), "rb") as file:  # type: ignore[attr-defined]
        assert (file.getframerate(), file.getnchannels()) == (24000, 1)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def test_word_times_are_in_order_and_within_the_sound(store: AssetStore) -> None:
    speech = HibariVoice(store).speak(Passage(text=TEXT), 1)
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.timing == "exact"
    assert all(a.start < b.start for a, b in zip(speech.words, speech.words[1:], strict=False))
    assert all(0 <= word.start < word.end <= speech.seconds + 0.05 for word in speech.words)
    assert len(samples(store, speech)) / 24000 == pytest.approx(speech.seconds, abs=0.001)


def test_the_same_passage_and_seed_give_the_same_sound(store: AssetStore) -> None:
    passage = Passage(text="The tide comes back twice a day.")
    voice = HibariVoice(store)
    assert voice.speak(passage, 3).audio == voice.speak(passage, 3).audio
    assert voice.speak(passage, 3).audio != voice.speak(passage, 4).audio


def test_words_are_heard_at_their_stated_start(store: AssetStore) -> None:
    """After a pause, energy rises within a few hundredths of a second of the stated start."""
    speech = HibariVoice(store).speak(Passage(text="Stop. Bats hunt. Tides turn. Ships sail. Kings fall."), 1)
    sound = np.abs(samples(store, speech))
    envelope = np.convolve(sound, np.ones(240) / 240, "same")
    offsets = []
    for before, word in zip(speech.words, speech.words[1:], strict=False):
        if before.text.endswith("."):
            # Search from the silence before the word to shortly after its start.
            a = round((word.start - 0.15) * 24000)
            window = envelope[a : round((word.start + 0.25) * 24000)]
            rise = np.flatnonzero(window > 0.15 * window.max())[0]
            offsets.append((a + rise) / 24000 - word.start)
    assert len(offsets) == 4
    assert float(np.median(np.abs(offsets))) < 0.06


def test_the_measured_pace_is_the_pace_that_scripts_are_written_for(store: AssetStore) -> None:
    from tasks.domain.text.passages import passages
    from tasks.providers.shipped import shipped
    from tasks.render.sound.narration import join_speeches

    text = shipped()[0].text
    voice = HibariVoice(store)
    whole = join_speeches([voice.speak(passage, 1) for passage in passages(text)], store)
    assert len(text.split()) / whole.seconds * 60 == pytest.approx(voice.pace("en"), rel=0.08)


def test_unsupported_languages_and_voices_are_errors() -> None:
    voice = HibariVoice(AssetStore(Path("unused")))
    voice.check_language("en")
    voice.check_language("en-GB")
    with pytest.raises(BadInput, match="English only"):
        voice.check_language("de")
    with pytest.raises(BadInput, match="not in the package hibari-tts"):
        HibariVoice(AssetStore(Path("unused")), "emma")


def test_a_text_without_words_is_an_error(store: AssetStore) -> None:
    with pytest.raises(BadInput, match="nothing to pronounce"):
        HibariVoice(store).speak(Passage(text="🐙 🐙"), 1)


def test_pauses_find_words_far_more_closely_than_letters_alone(store: AssetStore) -> None:
    """The engine's own durations are the truth, for a voice that reports none."""
    from tasks.domain.text.heard import by_pauses
    from tasks.domain.text.passages import passages
    from tasks.domain.text.wordtimes import proportional
    from tasks.providers.shipped import shipped

    voice = HibariVoice(store)
    by_sound: list[float] = []
    by_letters: list[float] = []
    for text in (passage.text for topic in shipped() for passage in passages(topic.text)[:2]):
        speech = voice.speak(Passage(text=text), 1)
        truth = np.array([word.start for word in speech.words])
        heard = by_pauses(text, samples(store, speech).astype(np.float32), 24_000)
        shared = proportional(text.split(), 0.0, speech.seconds)
        by_sound += list(np.abs(truth - [word.start for word in heard]))
        by_letters += list(np.abs(truth - [word.start for word in shared]))
    assert len(by_sound) > 250
    assert np.median(by_sound) < 0.075
    assert np.percentile(by_sound, 90) < 0.21
    assert np.median(by_sound) < 0.45 * np.median(by_letters)
    assert np.percentile(by_sound, 90) < 0.5 * np.percentile(by_letters, 90)
