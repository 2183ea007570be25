"""Adding a vendor takes one file and one line in the registry; chains, tables, settings and docs follow from them."""

import io

import pytest
from rich.console import Console

from flows.cli import reference
from flows.cli.tables import show_quota
from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, NoKey, SetupError
from tasks.domain.speech import Passage
from tasks.providers import registry
from tasks.stagecraft import services
from tasks.voiceover import voiceover
from tests.providers import new_vendor
from tests.stagecraft.keys import ANYWHERE


@pytest.fixture
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the vendor to the registry, as the one line would."""
    monkeypatch.setattr(registry, "VENDORS", (new_vendor.VENDOR, *registry.VENDORS))


pytestmark = pytest.mark.usefixtures("_added")


@pytest.fixture
def _keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(new_vendor.KEY, "a key")


def quota_row() -> str:
    """The new vendor's row of the quota table."""
    console = Console(file=io.StringIO(), width=120)
    show_quota(console)
    assert isinstance(console.file, io.StringIO)
    return next(line for line in console.file.getvalue().splitlines() if line.startswith("hummer"))


def test_auto_uses_the_vendor_once_it_has_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.chain("voice", "auto") == ("hibari",)
    monkeypatch.setenv(new_vendor.KEY, "a key")
    assert services.chain("voice", "auto") == ("hummer", "hibari")


def test_channels_and_error_messages_name_the_vendor() -> None:
    assert services.chain("voice", "hummer:high") == ("hummer:high",)
    with pytest.raises(BadInput, match=r"no voice 'robot'.*Known: auto, .*hummer"):
        services.chain("voice", "robot")
    with pytest.raises(BadInput, match=r"no writer 'hummer'"):
        services.chain("writer", "hummer")
    with pytest.raises(NoKey, match="Set HUMMER_API_KEY"):
        registry.voice("hummer", services.provider_context()).check_quota(1)


def test_the_quota_table_shows_its_key_and_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no key" in quota_row()
    monkeypatch.setenv(new_vendor.KEY, "a key")
    assert "set" in quota_row()
    assert "enough breath" in quota_row()


def test_the_readme_and_env_example_list_it() -> None:
    assert "| Hummer | `hummer` | a humming voice | `HUMMER_API_KEY` | breath |" in reference.vendor_table()
    lines = reference.env_example().splitlines()
    assert {"# HUMMER_API_KEY=", "# HUMMER_PITCH=220", "# HUMMER_USD_PER_PASSAGE=0.01"} <= set(lines)
    assert "# Frequency of the voice, in Hz" in lines


def voiceover_key() -> str:
    """The cache key of speaking one passage with the new voice."""
    arguments = {"passage": Passage(text="A kettle sings."), "voice": "hummer", "seed": 1}
    key = voiceover.cache_key_fn(ANYWHERE, arguments)  # type: ignore[misc]
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
def test_an_invalid_setting_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUMMER_PITCH", "high")
    with pytest.raises(SetupError, match=r"HUMMER_PITCH=high cannot be used: .* Set HUMMER_PITCH=220"):
        registry.voice("hummer", services.provider_context())


def test_a_channel_without_a_voice_is_an_error() -> None:
    with pytest.raises(BadInput, match=r"names no voice.*voice: auto"):
        services.chain("voice", Channel(voice=" , ").voice)
