"""The intake reads a channel's music and the user's pictures before any stage runs, or refuses them with advice."""

import os
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from tasks.domain.channel import CaptionStyle, Channel, Tone
from tasks.domain.errors import BadInput
from tasks.domain.request import ForThisRun, ShortRequest
from tasks.domain.story import Brief
from tasks.domain.values import replaced
from tasks.machine.storage.assets import AssetStore
from tasks.stagecraft.daily.channel_file import MUSIC_WORDS
from tasks.stagecraft.daily.given import read_folder
from tasks.stagecraft.daily.intake import channel_of, music_of, read_music, read_reference, read_request, replacements
from tests.bench.inputs import voice, words
from tests.clips import clip, moving
from tests.machine.media.heic import heic
from tests.machine.media.photographs import drawn, encoded

THEME = voice(words(3), 3.0, seed=1)


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def brief(music: str, tone: Tone = Tone.calm) -> Brief:
    return Brief(channel=Channel(music=music, tone=tone), day=date(2026, 11, 24), seed=1)


@pytest.mark.parametrize("word", MUSIC_WORDS)
def test_a_music_word_is_not_read_as_a_file(
    word: str, store: AssetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / word).write_bytes(b"not a sound")
    monkeypatch.chdir(tmp_path)
    assert read_music(Channel(music=word), tmp_path, store) is None


def test_music_next_to_the_channel_file_is_found_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, channels = tmp_path / "elsewhere", tmp_path / "channels"
    here.mkdir()
    (channels / "music").mkdir(parents=True)
    (channels / "music" / "Theme.WAV").write_bytes(THEME)
    (channels / "sea.yaml").write_text("name: Sea\nmusic: music/Theme.WAV\n")
    monkeypatch.chdir(here)
    day_brief = read_request(ShortRequest(channel=str(channels / "sea.yaml")), lambda channel: date(2026, 11, 24))
    assert day_brief.music
    assert (day_brief.music.bytes, day_brief.music.suffix) == (len(THEME), ".wav")
    assert music_of(day_brief) == day_brief.music


def test_an_absolute_path_is_used_as_given(store: AssetStore, tmp_path: Path) -> None:
    theme, channel_folder = tmp_path / "theme.wav", tmp_path / "beside"
    theme.write_bytes(THEME)
    assert read_music(Channel(music=str(theme)), channel_folder, store) == store.put(THEME, ".wav")


def test_missing_music_is_refused_by_name(store: AssetStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"music theme\.mp3 is neither a file nor one of auto, none, .*calm") as refused:
        read_music(Channel(music="theme.mp3"), tmp_path, store)
    assert "relative to the channel's file" in refused.value.advice


def test_a_name_too_long_for_the_file_system_is_refused(store: AssetStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: File name too long"):
        read_music(Channel(music="la" * 200), tmp_path, store)


@pytest.mark.parametrize("over", [0, 1])
def test_a_file_over_a_hundred_megabytes_is_refused_unread(over: int, store: AssetStore, tmp_path: Path) -> None:
    """At exactly 100 MB the sparse file is read, and refused because it is not audio."""
    theme = tmp_path / "theme.mp3"
    theme.touch()
    os.truncate(theme, 100_000_000 + over)
    with pytest.raises(BadInput, match="larger than 100 MB" if over else "not in a supported audio format") as refused:
        read_music(Channel(music=str(theme)), tmp_path, store)
    assert refused.value.advice


def test_a_file_that_is_not_audio_is_refused_by_name(store: AssetStore, tmp_path: Path) -> None:
    (tmp_path / "theme.mp3").write_bytes(b"notes")
    with pytest.raises(BadInput, match=r"theme\.mp3 cannot be used\. The file is not in a supported audio format"):
        read_music(Channel(music="theme.mp3"), tmp_path, store)


@pytest.mark.parametrize("tone", Tone)
def test_auto_is_the_channels_tone(tone: Tone) -> None:
    assert music_of(brief("auto", tone)) is tone


def test_a_mood_overrides_the_tone_and_none_means_no_music() -> None:
    assert music_of(brief("dramatic", Tone.calm)) is Tone.dramatic
    assert music_of(brief("none")) is None


def test_what_a_request_replaces_is_the_channels_for_this_run(tmp_path: Path) -> None:
    file = tmp_path / "sea.yaml"
    file.write_text("name: Sea\npalette: moss\nlength_seconds: 40\n")
    plain = ShortRequest(channel=str(file))
    changed = ShortRequest(channel=str(file), this_run=ForThisRun(length_seconds=20, captions=CaptionStyle.clean))
    before, after = channel_of(plain), channel_of(changed)
    assert after == replaced(before, length_seconds=20, captions="clean")
    assert after.for_words() != before.for_words(), "a stage's cache key follows its channel"
    assert (replacements(plain), channel_of(ShortRequest(channel=str(file), this_run=ForThisRun()))) == ((), before)
    assert replacements(changed) == (
        "For this run only, in place of the channel's settings: length_seconds: 20, captions: clean.",
    )


def test_a_voice_for_this_run_that_nothing_has_is_refused_at_once() -> None:
    with pytest.raises(BadInput, match=r"for this run cannot be used: voice: .*did you mean 'hibari'"):
        channel_of(ShortRequest(this_run=ForThisRun(voice="hibary")))


# ------------------------------------------------------------------ the folder of pictures


def folder_of(tmp_path: Path, files: dict[str, bytes]) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_files_that_are_no_pictures_are_left_out_and_noted(store: AssetStore, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Our harbour"
    folder = folder_of(
        tmp_path,
        {
            "10.jpg": encoded(drawn(300, 400)),
            "2.jpg": encoded(drawn(300, 400), exif=exif),
            "IMG_0001.HEIC": heic(drawn(256, 256)),
            "favicon.png": encoded(drawn(64, 64), "PNG"),
            "surf.mp4": clip(tmp_path / "surf.mp4", moving(480, 270, 20)).read_bytes(),
            "torn.mov": b"no film",
            "notes.txt": b"Buy milk.",
            "Thumbs.db": b"\xd0\xcf\x11\xe0",
            ".DS_Store": b"Bud1",
        },
    )
    notes: list[str] = []
    pictures = read_folder(folder, store, notes)
    assert [one.name for one in pictures] == ["2.jpg", "10.jpg", "IMG_0001.HEIC", "surf.mp4"]
    assert pictures[0].caption == "Our harbour"
    (note,) = notes
    assert "favicon.png is only 64 x 64 pixels" in note
    assert "notes.txt cannot be read" in note
    assert "The clip torn.mov cannot be used: it is no clip that can be opened" in note
    assert "Thumbs.db" not in note


def test_a_folder_without_any_picture_is_refused(store: AssetStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no picture that can be shown") as refused:
        read_folder(folder_of(tmp_path, {"notes.txt": b"Buy milk."}), store, [])
    assert "HEIC" in refused.value.advice


def test_all_images_wants_a_folder() -> None:
    with pytest.raises(BadInput, match="no folder"):
        read_request(ShortRequest(all_images=True), lambda channel: date(2026, 11, 24))


def test_a_picture_to_follow_is_read_from_the_channels_folder_if_pictures_are_made(
    store: AssetStore, tmp_path: Path
) -> None:
    (tmp_path / "style.png").write_bytes(encoded(drawn(2000, 1500), "PNG"))
    channel = Channel(pictures="made", picture_reference="style.png")
    stored = read_reference(channel, tmp_path, store)
    assert stored
    with Image.open(store.path(stored)) as image:
        assert (image.format, image.size) == ("JPEG", (1024, 768))
    order = Brief(channel=channel, day=date(2026, 11, 24), seed=1, style=stored)
    assert order.making
    assert order.making.like == stored
    assert read_reference(replaced(channel, pictures="commons"), tmp_path, store) is None
    with pytest.raises(BadInput, match="picture_reference"):
        read_reference(replaced(channel, picture_reference="other.png"), tmp_path, store)
    (tmp_path / "style.png").write_bytes(b"no picture")
    with pytest.raises(BadInput, match=r"style\.png"):
        read_reference(channel, tmp_path, store)
