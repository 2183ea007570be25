"""The real Kokoro, if `make voices` was run here: length, level and word times against the sound, by language."""

import io
import wave
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tasks.domain.errors import SetupError
from tasks.domain.speech import Passage
from tasks.domain.text.heard import pauses
from tasks.domain.words import STOPS, split_words
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.assets import AssetStore
from tasks.providers.kokoro import KokoroVoice, default_voice, files

pytestmark = [pytest.mark.slow, pytest.mark.media]

TEXTS = {
    "en": "The tower opened in 1958. At night it glows, and the whole city looks up.",
    "es": "La torre se terminó en 1958. De noche brilla, y la gente mira.",
    "fr": "La tour a été achevée en 1958. Les enfants aiment les arbres. La nuit, elle brille.",
    "it": "La torre fu completata nel 1958. Di notte brilla, e la città non dorme mai.",
    "pt": "A torre ficou pronta em 1958. À noite, ela brilha, e as pessoas olham para cima.",
    "hi": "टोक्यो टावर 1958 में पूरा हुआ। रात में वह चमकता है।",
    "zh": "东京塔于1958年建成。夜里，它会发光，照亮整个城市。",
    "ja": "東京タワーは1958年に完成した。夜になると、光が街を照らす。",
}
OFF = 0.12  # seconds between the end of a pause in the sound and the start of a sentence's first word


@pytest.fixture(autouse=True)
def _files_of_this_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own home is empty; the voices are in the checkout's, or where DAILIES_HOME said."""
    here = files.folder()
    fetched = here if files.voice_names() else CHECKOUT / ".dailies" / "voices" / "kokoro"
    monkeypatch.setattr(files, "folder", lambda: fetched)
    monkeypatch.setattr("tasks.providers.kokoro.voice.folder", lambda: fetched)


@pytest.mark.parametrize("language", TEXTS)
def test_words_start_where_the_sound_does(language: str, tmp_path: Path) -> None:
    store = AssetStore(tmp_path)
    voice = KokoroVoice(store, default_voice(language))
    try:
        voice.check_language(language)
    except SetupError as error:
        pytest.skip(str(error))
    speech = voice.speak(Passage(text=TEXTS[language]), 1)
    with wave.open(io.BytesIO(store.read(speech.audio))) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) * np.float32(1 / 32768)
    assert len(sound) / 24_000 == pytest.approx(speech.seconds, abs=1e-4)
    assert 0.3 < np.abs(sound).max() <= 0.951
    assert [word.text for word in speech.words] == list(split_words(TEXTS[language]))
    resumed = [end for _, end in pauses(sound, 24_000)]
    firsts = [word for last, word in pairwise([None, *speech.words]) if word and (not last or last.text[-1] in STOPS)]
    assert len(firsts) >= 2
    assert max(min(abs(word.start - end) for end in resumed) for word in firsts) < OFF
    assert voice.speak(Passage(text=TEXTS[language]), 2).audio == speech.audio


def test_espeak_is_asked_in_a_process_of_its_own() -> None:
    if find_spec("espeakng_loader") is None:
        pytest.skip("espeak-ng is not installed: make voices ARGS=--espeak")
    from tasks.providers.kokoro.espeak import espeak

    assert espeak("es", ["la torre"]) == ["la tˈore"]
    with pytest.raises(SetupError, match="no voice xx-none"):
        espeak("xx-none", ["a"])
