"""A cache key changes with what changes the result and with nothing else, so finished work is not paid for twice."""

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from tasks.domain.channel import Channel
from tasks.domain.speech import Passage
from tasks.domain.story import Brief, Document, Dossier, GivenScript, Scene, Story, Topic
from tasks.images import find_pictures
from tasks.machine.settings import variable
from tasks.providers import registry
from tasks.providers.registry import VENDORS, Part
from tasks.providers.vendor import Vendor
from tasks.research import research
from tasks.script import script
from tasks.stagecraft import services
from tasks.trending import trending
from tasks.voiceover import casting, voiceover
from tests.stagecraft.keys import ANYWHERE

FIELDS = [
    (vendor, field) for vendor in VENDORS if vendor.settings is not None for field in vendor.settings.model_fields
]


@contextmanager
def environment(**values: str) -> Any:
    """Set environment variables inside the `with` block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield


def fingerprints(vendor: Vendor) -> list[object]:
    """Return a vendor's fingerprint for each part that it provides, with its API key set."""
    with environment(**({vendor.key: "a key"} if vendor.key else {})):
        context = services.provider_context()
        return [registry.fingerprint(part, vendor.name, context) for part in get_args(Part) if getattr(vendor, part)]


def values_of(field: FieldInfo) -> st.SearchStrategy[str]:
    """Generate values of a setting, other than its default, as the environment holds them."""
    kinds = {
        str: st.from_regex(r"[a-z]{3,12}", fullmatch=True),
        int: st.integers(1, 50).map(str),
        float: st.floats(0.5, 500).map(str),
        float | None: st.floats(0.5, 500).map(str),
    }
    return kinds[field.annotation].filter(lambda value: value != str(field.default))  # type: ignore[index]


@pytest.mark.parametrize(("vendor", "field"), FIELDS, ids=lambda value: getattr(value, "name", value))
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_a_setting_changes_a_fingerprint_unless_it_is_unkeyed(vendor: Vendor, field: str, data: st.DataObject) -> None:
    assert vendor.settings
    before = fingerprints(vendor)
    value = data.draw(values_of(vendor.settings.model_fields[field]))
    with environment(**{variable(vendor.settings, field): value}):
        changed = fingerprints(vendor) != before
    assert changed == (field not in vendor.settings.unkeyed)


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_no_fingerprint_contains_an_api_key(vendor: Vendor) -> None:
    assert "a key" not in repr(fingerprints(vendor))
    assert not vendor.settings or vendor.settings.unkeyed <= set(vendor.settings.model_fields)


def key_of(stage: Any, arguments: Mapping[str, object]) -> str:
    """Return the cache key of a stage called with these arguments."""
    key = stage.cache_key_fn(ANYWHERE, dict(arguments))
    assert isinstance(key, str)
    return key


def voiceover_key(voice: str = "elevenlabs") -> str:
    return key_of(voiceover, {"passage": Passage(text="A kettle sings."), "voice": voice, "seed": 1})


@pytest.fixture
def every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the API key of every vendor."""
    for vendor in VENDORS:
        if vendor.key:
            monkeypatch.setenv(vendor.key, "a key")


UNRELATED_SETTINGS = [
    (variable(vendor.settings, field), vendor.settings.model_fields[field])
    for vendor, field in FIELDS
    if vendor.settings is not None and (vendor.name != "elevenlabs" or field in vendor.settings.unkeyed)
]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), setting=st.sampled_from(UNRELATED_SETTINGS), others=st.sets(st.sampled_from(VENDORS)))
def test_unrelated_settings_keep_a_voiceovers_key(
    data: st.DataObject, setting: tuple[str, FieldInfo], others: set[Vendor]
) -> None:
    """Prices, timeouts, concurrency and other vendors' settings and API keys do not change a voiceover's cache key."""
    name, field = setting
    with environment(ELEVENLABS_API_KEY="one"):
        before = voiceover_key()
    keys = {vendor.key: "another" for vendor in others if vendor.key}
    with environment(**{"ELEVENLABS_API_KEY": "two", **keys, name: data.draw(values_of(field))}):
        assert voiceover_key() == before


@pytest.mark.parametrize("name", ["ELEVENLABS_MODEL", "ELEVENLABS_VOICE", "ELEVENLABS_BASE_URL"])
@settings(max_examples=4, deadline=None)
@given(value=st.from_regex(r"[a-z]{3,12}", fullmatch=True))
def test_another_model_voice_or_address_changes_a_voiceovers_key(name: str, value: str) -> None:
    with environment(ELEVENLABS_API_KEY="one"):
        before, named = voiceover_key(), voiceover_key("elevenlabs:a-voice")
        with environment(**{name: value}):
            assert voiceover_key() != before
            assert (voiceover_key("elevenlabs:a-voice") == named) == (name == "ELEVENLABS_VOICE")


Change = tuple[str, str, bool]  # variable, value, whether the cache key changes


def check(stage: Any, arguments: Mapping[str, object], *changes: Change) -> None:
    """Assert that each change alone changes the cache key of the stage, or does not."""
    before = key_of(stage, arguments)
    for name, value, changes_key in changes:
        with environment(**{name: value}):
            assert (key_of(stage, arguments) != before) == changes_key, name


@pytest.mark.usefixtures("every_key")
def test_castings_key_depends_on_the_voices_that_may_be_cast() -> None:
    arguments: dict[str, object] = {"narration": "A kettle sings.", "channel": Channel(voice="elevenlabs, openai")}
    elevenlabs, openai = ("ELEVENLABS_MODEL", "x"), ("OPENAI_SPEECH_MODEL", "x")
    check(casting, arguments, (*elevenlabs, True), (*openai, False), ("ELEVENLABS_CONCURRENCY", "5", False))
    arguments["channel"] = Channel(voice="elevenlabs, openai", fall_back=True)
    check(casting, arguments, (*elevenlabs, True), (*openai, True), ("OPENAI_MODEL", "x", False))


def test_a_missing_api_key_counts_where_another_voice_would_replace_it() -> None:
    arguments = {"narration": "A kettle sings.", "channel": Channel(voice="elevenlabs, hibari", fall_back=True)}
    check(casting, arguments, ("ELEVENLABS_API_KEY", "one", True), ("ELEVENLABS_MODEL", "x", False))


def script_arguments(channel: Channel, *, given: bool = False) -> dict[str, object]:
    return {"dossier": Dossier(title="Tea", facts=(), sources=()), "channel": channel, "given": SCRIPT, "seed": 1} | (
        {} if given else {"given": None}
    )


SCRIPT = GivenScript(
    title="Tea",
    hook="Tea is old.",
    script="Tea is old.",
    scenes=(Scene(time="0:00-0:03", narration="Tea is old.", visual_description="tea"),),
    hashtags=("#tea",),
    description="On tea.",
)


@pytest.mark.usefixtures("every_key")
def test_a_scripts_key_depends_on_its_writer_and_the_pace_of_the_voice() -> None:
    pace, model = ("ELEVENLABS_WORDS_PER_MINUTE", "190"), ("OPENAI_MODEL", "x")
    no_change: tuple[Change, ...] = (
        ("ELEVENLABS_MODEL", "x", False),
        ("OPENAI_SECONDS", "5", False),
        ("OPENAI_USD_PER_MILLION_IN", "9", False),
    )
    check(script, script_arguments(Channel()), (*pace, True), (*model, True), *no_change)
    check(script, script_arguments(Channel(voice="hibari")), (*pace, False), (*model, True), *no_change)
    check(script, script_arguments(Channel(writer="extractive")), (*pace, True), (*model, False), *no_change)
    check(script, script_arguments(Channel(), given=True), (*pace, False), (*model, False), *no_change)


@pytest.mark.usefixtures("every_key")
def test_the_key_of_research_depends_on_its_sources_and_the_digester() -> None:
    topic = Topic(title="Tea", slug="tea", origin="user", reason="Asked for.")
    arguments: dict[str, object] = {"topic": topic, "document": None, "channel": Channel()}
    model, country, wikipedia = ("OPENAI_MODEL", "x"), ("SERPAPI_COUNTRY", "DE"), ("WIKIPEDIA_BASE_URL", "x")
    check(
        research, arguments, (*model, True), (*country, True), (*wikipedia, False), ("OPENAI_SPEECH_MODEL", "x", False)
    )
    arguments["channel"] = Channel(facts="wikipedia", writer="extractive")
    check(research, arguments, (*model, False), (*country, False), (*wikipedia, True))
    arguments |= {"document": Document(name="a", url="https://example.org/a"), "channel": Channel()}
    check(research, arguments, (*model, True), (*country, False), (*wikipedia, False))
    arguments["topic"] = topic.model_copy(update={"text": "Tea is old."})
    check(research, arguments, (*model, False), (*country, False))


def test_a_topics_key_depends_on_the_trends_and_the_chooser(monkeypatch: pytest.MonkeyPatch) -> None:
    def arguments(channel: Channel, topic: str | None = None, **given: Any) -> dict[str, object]:
        return {"ask": Brief(channel=channel, day=date(2026, 11, 24), seed=1, topic=topic, **given)}

    serpapi, country = ("SERPAPI_API_KEY", "one", True), ("SERPAPI_COUNTRY", "DE")
    wikipedia, model = ("WIKIPEDIA_BASE_URL", "x"), ("OPENAI_MODEL", "x")
    check(trending, arguments(Channel()), serpapi, (*wikipedia, True), (*country, False), (*model, False))
    check(trending, arguments(Channel(), "Tea", script=SCRIPT), ("SERPAPI_API_KEY", "one", False))
    check(trending, arguments(Channel(), "Tea"), serpapi, (*wikipedia, False), ("OPENAI_API_KEY", "one", False))
    monkeypatch.setenv("SERPAPI_API_KEY", "one")
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    # If SerpApi has nothing that fits the channel, Wikipedia is asked.
    check(trending, arguments(Channel()), (*wikipedia, True), (*country, True), (*model, True))


def test_the_key_of_pictures_depends_on_every_source_of_the_chain() -> None:
    topic = Topic(title="Tea", slug="tea", origin="user", reason="Asked for.")
    story = Story(script=SCRIPT, writer="given")
    arguments = {"topic": topic, "story": story, "channel": Channel(), "scenes": 1}
    check(
        find_pictures,
        arguments,
        ("COMMONS_BASE_URL", "x", True),
        ("OPENVERSE_BASE_URL", "x", True),
        ("SERPAPI_API_KEY", "one", True),
        ("SERPAPI_COUNTRY", "DE", False),
        ("CONTACT", "you@example.com", False),
    )
