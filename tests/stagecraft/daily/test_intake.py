"""A channel's music, read before anything runs: found where it is named, or refused with what to change."""

import os
from datetime import date
from pathlib import Path

import pytest

from tasks.domain.channel import Channel, Tone
from tasks.domain.errors import BadInput
from tasks.domain.request import ShortRequest
from tasks.domain.story import Brief
from tasks.machine.storage.assets import AssetStore
from tasks.stagecraft.daily.intake import MUSIC_WORDS, music_of, read_music, read_request
from tests.bench.inputs import voice, words

THEME = voice(words(3), 3.0, seed=1)


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def brief(music: str, tone: Tone = Tone.calm) -> Brief:
    return Brief(channel=Channel(music=music, tone=tone), day=date(2026, 11, 24), seed=1)


@pytest.mark.parametrize("word", MUSIC_WORDS)
def test_a_word_names_no_file(word: str, store: AssetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / word).write_bytes(b"not a sound")
    monkeypatch.chdir(tmp_path)
    assert read_music(Channel(music=word), tmp_path, store) is None


def test_music_beside_the_channels_file_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, channels = tmp_path / "elsewhere", tmp_path / "channels"
    here.mkdir()
    (channels / "music").mkdir(parents=True)
    (channels / "music" / "Theme.WAV").write_bytes(THEME)
    (channels / "sea.yaml").write_text("name: Sea\nmusic: music/Theme.WAV\n")
    monkeypatch.chdir(here)
    made = read_request(ShortRequest(channel=str(channels / "sea.yaml")), lambda channel: date(2026, 11, 24))
    assert made.music
    assert (made.music.bytes, made.music.suffix) == (len(THEME), ".wav")
    assert music_of(made) == made.music


def test_a_path_as_it_is_comes_first(store: AssetStore, tmp_path: Path) -> None:
    theme, beside = tmp_path / "theme.wav", tmp_path / "beside"
    theme.write_bytes(THEME)
    assert read_music(Channel(music=str(theme)), beside, store) == store.put(THEME, ".wav")


def test_music_that_is_not_there_is_refused_by_name(store: AssetStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"music theme\.mp3 is neither a file nor one of auto, none, .*calm") as refused:
        read_music(Channel(music="theme.mp3"), tmp_path, store)
    assert "relative to the channel's file" in refused.value.advice


def test_a_name_that_no_system_takes_is_refused_too(store: AssetStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: File name too long"):
        read_music(Channel(music="la" * 200), tmp_path, store)


@pytest.mark.parametrize("over", [0, 1])
def test_more_than_a_hundred_megabytes_are_refused_unread(over: int, store: AssetStore, tmp_path: Path) -> None:
    """At a hundred it is read, and found to be no sound: a sparse file of nothing."""
    theme = tmp_path / "theme.mp3"
    theme.touch()
    os.truncate(theme, 100_000_000 + over)
    with pytest.raises(BadInput, match="larger than 100 MB" if over else "not in a supported audio format") as refused:
        read_music(Channel(music=str(theme)), tmp_path, store)
    assert refused.value.advice


def test_what_is_no_sound_is_refused_by_name(store: AssetStore, tmp_path: Path) -> None:
    (tmp_path / "theme.mp3").write_bytes(b"notes")
    with pytest.raises(BadInput, match=r"theme\.mp3 cannot be used\. The file is not in a supported audio format"):
        read_music(Channel(music="theme.mp3"), tmp_path, store)


@pytest.mark.parametrize("tone", Tone)
def test_auto_is_the_channels_tone(tone: Tone) -> None:
    assert music_of(brief("auto", tone)) is tone


def test_a_mood_is_its_own_and_none_is_none() -> None:
    assert music_of(brief("dramatic", Tone.calm)) is Tone.dramatic
    assert music_of(brief("none")) is None
