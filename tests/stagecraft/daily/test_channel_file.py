"""Whatever a person writes into a channel's file is what they meant, or one sentence names the setting."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.machine.home import CHANNELS
from tasks.stagecraft.daily.channel_file import read_channel

# A value of the wrong kind for each field, and words of the sentence that says what is right.
WRONG: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("{a: b}", ("text",)),
    "niche": ("[a, b]", ("text",)),
    "tone": ("calmm", ("curious, calm, bright, dramatic", "did you mean 'calm'?")),
    "language": ("english", ("en or pt-BR",)),
    "at": ("25:00", ('"06:00"',)),
    "timezone": ("europe/berln", ("did you mean 'Europe/Berlin'?",)),
    "catch_up": ("perhaps", ("true or false",)),
    "prefetch": ("an hour", ("whole number from 0 to 720",)),
    "topics": ("nowhere.csv", ("there is no file 'nowhere.csv'",)),
    "unlike_others": ("perhaps", ("true or false",)),
    "trends": ("wikpedia", ("did you mean 'wikipedia'?",)),
    "facts": ("openai", ("Known: auto, ",)),
    "writer": ("openia", ("did you mean 'openai'?",)),
    "model": ("[a, b]", ("text",)),
    "prices": ("{OPENAI_USD_PER_MILION_IN: 1}", ("did you mean 'OPENAI_USD_PER_MILLION_IN'?",)),
    "country": ("Germany", ("DE",)),
    "voice": ("elevnlabs:abc", ("elevenlabs",)),
    "speed": ("1.5", ("write a number from 0.7 to 1.3",)),
    "stability": ("high", ("write a number from 0 to 1",)),
    "similarity": ("-0.1", ("write a number from 0 to 1",)),
    "style": ("2", ("write a number from 0 to 1",)),
    "pictures": ("commons, flickr", ("flickr", "openverse")),
    "picture_style": ("[gouache]", ("text",)),
    "picture_reference": ("nowhere.jpg", ("there is no file 'nowhere.jpg'",)),
    "most_made": ("51", ("whole number from 0 to 50",)),
    "clips": ("pexls", ("did you mean 'pexels'?",)),
    "least_clips": ("26", ("whole number from 0 to 25",)),
    "clip_sound": ("own clips", ("none, own, all",)),
    "picture_check": ("fuond", ("none, found, film", "did you mean 'found'?")),
    "licences": ("all", ("known, stock, any",)),
    "fall_back": ("2", ("true or false",)),
    "palette": ("plumb", ("did you mean 'plum'?",)),
    "captions": ("true", ("bold, boxed, clean, spotlight",)),
    "words_per_caption": ("0", ("from 1 to 6",)),
    "shape": ("tall", ("vertical, square, wide, vertical-4k",)),
    "music": ("clam", ("did you mean 'calm'?",)),
    "motion": ("livley", ("did you mean 'lively'?",)),
    "callouts": ("sometimes", ("true or false",)),
    "effects": ("perhaps", ("true or false",)),
    "hashtags": ("{a: b}", ("write a list of hashtags",)),
    "length_seconds": ("a minute", ("whole number from 15 to 180", "a minute")),
    "publishers": ("youtub", ("did you mean 'youtube'?",)),
    "account": ("a/b", ("letters, digits and hyphens",)),
    "visibility": ("hidden", ("public, unlisted, private",)),
    "publish_at": ("noon", ('"06:00"',)),
    "category": ("knitting", ("education, science",)),
    "notify_subscribers": ("perhaps", ("true or false",)),
    "made_for_kids": ("11", ("true or false",)),
    "review": ("scripts", ("none, script, film, both", "did you mean 'script'?")),
    "review_hours": ("1000", ("from 1 to 168",)),
    "review_by": ("[18]", ('"06:00"',)),
}
INTERNALS = ("Input should", "input should", "union", "pattern", "function-", "validat", "pydantic", "^")


def channel(folder: Path, text: str) -> Channel:
    file = folder / "channel.yaml"
    file.write_text(text, encoding="utf-8")
    return read_channel(file)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(BadInput) as caught:
        channel(folder, text)
    return str(caught.value)


@pytest.mark.parametrize("field", sorted(Channel.model_fields))
def test_a_wrong_value_is_answered_with_the_field_the_value_and_what_is_right(tmp_path: Path, field: str) -> None:
    value, expected = WRONG[field]
    message = refusal(tmp_path, f"{field}: {value}")
    assert message.startswith(f"The channel file {tmp_path / 'channel.yaml'} cannot be used: {field}: ")
    for words in (*expected, yaml.safe_load(value) if value.isalpha() and value != "true" else ""):
        assert words in message
    assert not [word for word in INTERNALS if word in message.replace(str(tmp_path), "")], message


@pytest.mark.parametrize("field", sorted(Channel.model_fields))
def test_a_setting_without_a_value_keeps_its_default(tmp_path: Path, field: str) -> None:
    for nothing in ("", "~", "null", "  # not yet"):
        assert channel(tmp_path, f"{field}: {nothing}\n") == Channel()


@given(
    field=st.sampled_from(sorted(Channel.model_fields)),
    value=st.one_of(
        st.integers(-5, 3000), st.floats(), st.booleans(), st.text(max_size=20), st.lists(st.text(max_size=5)),
        st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    ),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_value_is_taken_or_refused_in_words(tmp_path: Path, field: str, value: object) -> None:
    text = yaml.safe_dump({field: value}, allow_unicode=True)
    with suppress(BadInput):
        channel(tmp_path, text)
        return
    message = refusal(tmp_path, text).partition(" cannot be used: ")[2]
    assert message.startswith(f"{field}: "), message
    assert "Input should" not in message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6", "06:00"),
        ("18", "18:00"),
        ("6:30", "06:30"),
        ("0:30", "00:30"),
        ("18:30", "18:30"),
        ("'07:05'", "07:05"),
        ("06:00", "06:00"),
    ],
)
def test_a_time_of_day_is_the_one_that_a_person_reads(tmp_path: Path, written: str, meant: str) -> None:
    assert channel(tmp_path, f"at: {written}").at == meant
    assert channel(tmp_path, f"publish_at: {written}").publish_at == meant


@pytest.mark.parametrize("written", ["630", "1830", "24", "24:00", "6:3", "6.30", "-1", "06:00:00", "true", "noon"])
def test_what_is_no_time_of_day_is_refused(tmp_path: Path, written: str) -> None:
    assert f'at: write a time of day from 00:00 to 23:59, such as "06:00" (got "{written}")' in refusal(
        tmp_path, f"at: {written}"
    )


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("name: 1984", "name", "1984"),
        ("name: 2026-11-24", "name", "2026-11-24"),
        ("name: yes", "name", "yes"),
        ("niche: 1:30", "niche", "1:30"),
        ("language: no", "language", "no"),
        ("category: Science", "category", "28"),
        ("category: 24", "category", "24"),
        ("review: yes", "review", "film"),
        ("review: both", "review", "both"),
        ("review: off", "review", "none"),
        ("length_seconds: 55.0", "length_seconds", 55),
        ("pictures: [commons, openverse]", "pictures", "commons, openverse"),
    ],
)
def test_a_plain_word_is_what_its_field_makes_of_it(tmp_path: Path, text: str, field: str, value: Any) -> None:
    assert getattr(channel(tmp_path, text), field) == value


def test_an_unknown_setting_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    assert "there is no field 'palete' (did you mean 'palette'?)" in refusal(tmp_path, "palete: plum")
    assert "there is no field 'budget' (known: name, niche, " in refusal(tmp_path, "budget: 5")


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    message = refusal(tmp_path, "at: noon\ntone: loud\nreviews: true")
    assert all(words in message for words in ("at: ", "tone: ", "'reviews'"))


def test_music_may_be_in_the_folder_of_the_channel(tmp_path: Path) -> None:
    (tmp_path / "theme.mp3").write_bytes(b"x")
    assert channel(tmp_path, "music: theme.mp3").music == "theme.mp3"


def test_the_demo_channel_reads_as_the_defaults() -> None:
    demo = read_channel(CHANNELS / "demo.yaml")
    assert demo.model_copy(update={"niche": ""}) == Channel()


def test_an_account_whose_key_would_be_a_setting_is_refused(tmp_path: Path) -> None:
    assert "its key would be YOUTUBE_TOKEN_URL, which is a setting" in refusal(tmp_path, "account: url")


def test_a_publisher_takes_only_the_outlets_that_it_has(tmp_path: Path) -> None:
    assert "There is no publisher 'youtube:shorts'" in refusal(tmp_path, "publishers: [youtube:shorts]")
