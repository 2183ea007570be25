"""Kokoro: phonemes in the model's letters, times from its durations, and refusals that say what to do.

A model of a few lines stands in for the real one, which tests/providers/test_kokoro_really.py asks.
"""

import io
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.domain.errors import BadInput, SetupError
from tasks.providers import registry
from tasks.providers.hibari import HibariVoice
from tasks.providers.kokoro import KokoroVoice, chinese, default_voice, engine, espeak, fetch, files, japanese
from tasks.providers.kokoro.units import Unit, parted
from tests.providers.paying import Desk, desk_in

STYLE = np.arange(510, dtype=np.float32)[:, None].repeat(256, axis=1)
FRAMES = 4  # of each phoneme: 0.1 s


class Model:
    """Gives every phoneme four frames of a tone, and the zeros at both ends four of silence."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.styles: list[float] = []

    def run(self, outputs: list[str], feed: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        assert outputs == ["audio", engine.DURATIONS]
        count = feed["tokens"].shape[1]
        self.asked.append(count)
        self.styles.append(float(feed["style"][0, 0].item()))
        sound = np.sin(np.arange(count * FRAMES * 600) / 20).astype(np.float32) * 0.3
        sound[: FRAMES * 600] = sound[-FRAMES * 600 :] = 0
        return [sound, np.full((1, count), FRAMES)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(files, "home", lambda: tmp_path)
    return desk_in(tmp_path / "home", {})


def test_a_words_time_is_that_of_its_phonemes_without_its_marks() -> None:
    audio, words = engine.say([Unit("Oh,", "ˈO,"), Unit("no!", "nˈO!")], STYLE, Model())
    assert len(audio) / engine.RATE == pytest.approx(1.0)  # 0 ˈ O , space n ˈ O ! 0
    assert [word.text for word in words] == ["Oh,", "no!"]
    late = engine.ONSET
    assert [(word.start, word.end) for word in words] == pytest.approx(
        [pytest.approx((0.2 - late, 0.3)), pytest.approx((0.5 - late, 0.8))]
    )


def test_the_style_is_that_of_the_number_of_phonemes() -> None:
    model = Model()
    engine.say([Unit("no", "no")], STYLE, model)
    assert model.styles == [1.0]  # two phonemes: the second row


def test_long_texts_are_asked_for_in_sentences_and_endless_ones_in_clauses() -> None:
    sentence = [Unit("word", "wˈɜɹd")] * 19 + [Unit("word.", "wˈɜɹd.")]
    model = Model()
    _, words = engine.say(sentence * 8, STYLE, model)
    assert len(words) == 160
    assert [part[-1].text for part in engine.parts(sentence * 8)] == ["word."] * len(model.asked)
    endless = [Unit("word,", "wˈɜɹd,")] * 300
    parts = list(engine.parts(endless))
    assert [unit for part in parts for unit in part] == endless
    assert all(sum(len(unit.phonemes) + 1 for unit in part) <= engine.MOST for part in parts)
    starts = [word.start for word in engine.say(endless, STYLE, model)[1]]
    assert starts == sorted(starts)


def test_the_sound_and_its_times_are_as_fast_as_asked() -> None:
    plain, words = engine.say([Unit("Oh,", "ˈO,"), Unit("no!", "nˈO!")], STYLE, Model())
    fast, sooner = engine.say([Unit("Oh,", "ˈO,"), Unit("no!", "nˈO!")], STYLE, Model(), 1.2)
    rest = 1.2 / 1.143  # this model obeys no speed, so only what the real one leaves is seen
    assert len(fast) == pytest.approx(len(plain) / rest, abs=2)
    assert [word.start for word in sooner] == pytest.approx([word.start / rest for word in words])


def test_nothing_to_say_is_nothing() -> None:
    audio, words = engine.say([Unit("—", "")], STYLE, Model())
    assert not len(audio)
    assert words == []


@pytest.mark.parametrize("gain", [0.05, 1.0, 3.0])
def test_every_voice_is_as_loud_and_none_clips(gain: float) -> None:
    tone = np.sin(np.arange(24_000) / 20).astype(np.float32) * np.float32(gain)
    assert np.sqrt(np.mean(engine.levelled(tone) ** 2)) == pytest.approx(engine.LOUDNESS, rel=0.02)
    clicks = np.where(np.arange(24_000) % 500 == 0, 1.0, 0.03).astype(np.float32) * np.float32(gain)
    assert np.abs(engine.levelled(clicks)).max() <= engine.MAX_PEAK + 1e-6


def test_every_letter_of_our_tables_is_one_of_the_models() -> None:
    tables = [*japanese.KANA.values(), *chinese.INITIALS.values(), *chinese.FINALS.values(), *chinese.TONES.values()]
    letters = set("".join([*tables, *espeak.LETTERS.values()])) - {"0"}
    assert letters <= set(engine.alphabet())


def test_french_is_read_by_clauses_so_that_words_are_joined() -> None:
    asked: list[str] = []

    def ask(voice: str, texts: Sequence[str]) -> list[str]:
        assert voice == "fr"
        asked.extend(texts)
        known = {"Les enfants": "lez ɑ̃fˈɑ̃", "les": "le", "Les": "le", "enfants": "ɑ̃fˈɑ̃", "tchao": "t^ʃaˈo"}
        return [known.get(text, "(en)ˈa") for text in texts]

    units = espeak.read(["Les", "enfants,", "tchao", "!"], "fr", ask)
    assert asked[0] == "Les enfants"
    assert [unit.phonemes for unit in units] == ["lez", "ɑ̃fˈɑ̃,", "ʧaˈo", "!"]


def test_a_clause_that_espeak_joins_is_read_word_by_word() -> None:
    def ask(voice: str, texts: Sequence[str]) -> list[str]:
        return ["ˈunˈopera" if text == "un opera" else text[:1] for text in texts]

    assert [unit.phonemes for unit in espeak.read(["un", "opera."], "it", ask)] == ["u", "o."]


def test_hindi_words_keep_their_vowel_signs() -> None:
    assert parted("“हुआ।”") == ("“", "हुआ", "।”")


@pytest.mark.parametrize(
    ("kana", "sound"),
    [("トーキョー", "toːkʲoː"), ("ガッコウ", "ɡaʔkoɯ"), ("シンブン", "ɕimbɯɴ"), ("ファン", "ɸaɴ"), ("ティー", "tʲiː")],
)
def test_kana_are_read(kana: str, sound: str) -> None:
    assert japanese.phonemes(kana) == sound


def test_files_that_are_missing_are_named_with_the_command_that_fetches_them(desk: Desk) -> None:
    with pytest.raises(SetupError, match="make voices"):
        registry.voice("kokoro", desk.context).check_language("en")


def test_a_voice_is_one_that_is_here_and_speaks_the_language(desk: Desk) -> None:
    for name in ("af_heart", "jf_alpha"):
        files.folder().mkdir(parents=True, exist_ok=True)
        (files.folder() / f"{name}.bin").write_bytes(bytes(4))
    files.model_file().write_bytes(b"")
    registry.voice("kokoro", desk.context).check_language("en-US")
    with pytest.raises(BadInput, match="af_heart, jf_alpha"):
        registry.voice("kokoro:af_nobody", desk.context).check_language("en")
    with pytest.raises(BadInput, match="does not speak 'en'"):
        registry.voice("kokoro:jf_alpha", desk.context).check_language("en")
    with pytest.raises(SetupError, match="cannot be read"):
        files.style(files.folder() / "af_heart.bin")


@pytest.mark.parametrize("language", "de ru ar th ko pl tr nl uk el sv".split())
@pytest.mark.parametrize("voice", [KokoroVoice, HibariVoice])
def test_languages_without_an_offline_voice_are_told_of_others(
    language: str, voice: type[KokoroVoice | HibariVoice], desk: Desk
) -> None:
    with pytest.raises(BadInput, match=r"OPENAI_SPEECH_BASE_URL.*edge:VOICE.*openai.*elevenlabs"):
        voice(desk.context.store).check_language(language)


def test_readers_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, check, command in (
        (espeak, espeak.check_espeak, "make voices ARGS=--espeak"),
        (chinese, chinese.check_chinese, "make voices"),
        (japanese, japanese.check_japanese, "make voices"),
    ):
        monkeypatch.setattr(module, "find_spec", lambda _: None)
        with pytest.raises(SetupError, match=command):
            check()


def test_casting_names_the_voice_of_the_channels_language(desk: Desk) -> None:
    assert registry.cast("kokoro", "fr-CA", desk.context) == ("kokoro:ff_siwis", "")
    assert registry.cast("kokoro:ef_dora", "es", desk.context) == ("kokoro:ef_dora", "")
    assert registry.cast("hibari", "en", desk.context) == ("hibari", "")
    assert (default_voice("en-GB"), default_voice("pt-BR")) == ("bf_emma", "pf_dora")


def test_another_package_than_expected_is_refused_and_nothing_is_put_in_place(desk: Desk, tmp_path: Path) -> None:
    package = tmp_path / "other.tgz"
    with tarfile.open(package, "w:gz") as tar:
        entry = tarfile.TarInfo("package/voices/af_heart.bin")
        entry.size = 4
        tar.addfile(entry, io.BytesIO(bytes(4)))
    with pytest.raises(SetupError, match="another kokoro-js"):
        fetch.unpack_voices(package, tmp_path)
    assert files.voice_names() == []
