"""To add a vendor takes one file and one line: all that the product says and does about vendors follows from it."""

import io

import pytest
from rich.console import Console

from flows.cli import reference
from flows.cli.tables import show_quota
from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, NoKey, SetupError
from tasks.domain.story import Passage
from tasks.providers import registry
from tasks.stagecraft import services
from tasks.voiceover import voiceover
from tests.providers import new_vendor


@pytest.fixture
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line."""
    monkeypatch.setattr(registry, "VENDORS", (new_vendor.VENDOR, *registry.VENDORS))


pytestmark = pytest.mark.usefixtures("_added")


@pytest.fixture
def _keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(new_vendor.KEY, "a key")


def quota() -> str:
    console = Console(file=io.StringIO(), width=120)
    show_quota(console)
    assert isinstance(console.file, io.StringIO)
    return next(line for line in console.file.getvalue().splitlines() if line.startswith("hummer"))


def test_auto_takes_it_once_it_has_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.chain("voice", "auto") == ("hibari",)
    monkeypatch.setenv(new_vendor.KEY, "a key")
    assert services.chain("voice", "auto") == ("hummer", "hibari")


def test_a_channel_may_name_it_and_an_error_does() -> None:
    assert services.chain("voice", "hummer:high") == ("hummer:high",)
    with pytest.raises(BadInput, match=r"no voice 'robot'.*Known: auto, .*hummer"):
        services.chain("voice", "robot")
    with pytest.raises(BadInput, match=r"no writer 'hummer'"):
        services.chain("writer", "hummer")
    with pytest.raises(NoKey, match="Set HUMMER_API_KEY"):
        registry.voice("hummer", services.provider_context()).check_quota(1)


def test_the_quota_table_shows_its_key_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no key" in quota()
    monkeypatch.setenv(new_vendor.KEY, "a key")
    assert "set" in quota()
    assert "enough breath" in quota()


def test_the_readme_and_env_example_show_it() -> None:
    assert "| Hummer | `hummer` | a humming voice | `HUMMER_API_KEY` | breath |" in reference.vendor_table()
    lines = reference.env_example().splitlines()
    assert {"# HUMMER_API_KEY=", "# HUMMER_PITCH=220", "# HUMMER_USD_PER_PASSAGE=0.01"} <= set(lines)
    assert "# Frequency of the voice, in Hz" in lines


def voiceover_key() -> str:
    arguments = {"passage": Passage(index=0, text="A kettle sings."), "voice": "hummer", "seed": 1}
    key = voiceover.cache_key_fn(None, arguments)  # type: ignore[misc,arg-type]
    assert key
    return key


@pytest.mark.usefixtures("_keyed")
def test_its_settings_are_in_the_cache_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = voiceover_key()
    monkeypatch.setenv("HUMMER_USD_PER_PASSAGE", "9")
    assert voiceover_key() == before
    monkeypatch.setenv("HUMMER_PITCH", "440")
    assert voiceover_key() != before


@pytest.mark.usefixtures("_keyed")
def test_a_wrong_setting_of_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUMMER_PITCH", "high")
    with pytest.raises(SetupError, match=r"HUMMER_PITCH=high cannot be used: .* Set HUMMER_PITCH=220"):
        registry.voice("hummer", services.provider_context())


def test_a_channel_without_a_voice_is_told_so() -> None:
    with pytest.raises(BadInput, match=r"names no voice.*voice: auto"):
        services.chain("voice", Channel(voice=" , ").voice)
