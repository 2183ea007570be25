"""Speed and a voice's own settings: obeyed natively with right word times, refused where they would change nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tasks.domain.channel import Channel
from tasks.domain.delivery import PLAIN, Delivery
from tasks.domain.errors import BadInput
from tasks.domain.speech import Passage, Speech
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.stagecraft import services
from tasks.stagecraft.daily.intake import check_services
from tasks.voiceover import casting, voiceover
from tests.providers import new_vendor
from tests.providers.paying import desk_in
from tests.providers.test_hibari import samples
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.openai import OpenAIServer
from tests.stagecraft.keys import ANYWHERE

TEXT = "Stop. Bats hunt in the dark. Tides turn, and ships sail. Kings fall."


@pytest.fixture
def openai() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def elevenlabs() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as server:
        yield server


@pytest.fixture
def context(tmp_path: Path, openai: OpenAIServer, elevenlabs: ElevenLabsServer) -> ProviderContext:
    keys = {"openai": openai.key, "elevenlabs": elevenlabs.key}
    urls = {"openai_base_url": f"{openai.url}/v1", "elevenlabs_base_url": elevenlabs.url}
    return desk_in(tmp_path / "home", keys, budgets=None, **urls).context


def speak(context: ProviderContext, voice: str, **delivery: float) -> Speech:
    return registry.voice(voice, context, Delivery.model_validate(delivery)).speak(Passage(text=TEXT), 1)


@pytest.mark.parametrize("voice", ["openai", "elevenlabs", "hibari"])
@pytest.mark.parametrize("speed", [0.7, 1.15])
def test_a_faster_voice_takes_less_time_and_its_words_come_earlier(
    voice: str, speed: float, context: ProviderContext
) -> None:
    natural, other = speak(context, voice), speak(context, voice, speed=speed)
    assert other.seconds == pytest.approx(natural.seconds / speed, rel=0.06)
    pairs = list(zip(natural.words, other.words, strict=True))
    assert all(b.start == pytest.approx(a.start / speed, abs=0.12 + 0.04 * a.start) for a, b in pairs)


@pytest.mark.parametrize("speed", [0.8, 1.25])
def test_the_built_in_voice_says_words_when_it_says_that_it_does(speed: float, context: ProviderContext) -> None:
    speech = speak(context, "hibari", speed=speed)
    assert speech.timing == "exact"
    envelope = np.convolve(np.abs(samples(context.store, speech)), np.ones(240) / 240, "same")
    offsets = []
    for before, word in zip(speech.words, speech.words[1:], strict=False):
        if before.text.endswith("."):
            first = round((word.start - 0.1) * 24_000)
            window = envelope[first : round((word.start + 0.25) * 24_000)]
            offsets.append((first + np.flatnonzero(window > 0.15 * window.max())[0]) / 24_000 - word.start)
    assert len(offsets) == 3
    assert float(np.median(np.abs(offsets))) < 0.09


def test_elevenlabs_is_told_its_own_settings(context: ProviderContext, elevenlabs: ElevenLabsServer) -> None:
    speak(context, "elevenlabs", stability=0.3, similarity=0.9, style=0.0, speed=1.1)
    speak(context, "elevenlabs", style=0.5)
    speak(context, "elevenlabs")
    assert [request.json.get("voice_settings") for request in elevenlabs.asked("text-to-speech")] == [
        {"stability": 0.3, "similarity_boost": 0.9, "style": 0.0, "speed": 1.1},
        {"style": 0.5},
        None,
    ]
    with pytest.raises(BadInput, match=r"at most 1.2 times as fast.*speed: 1.3. Set speed: 1.2"):
        speak(context, "elevenlabs", speed=1.3)


def test_a_voice_without_a_speed_refuses_one(monkeypatch: pytest.MonkeyPatch, context: ProviderContext) -> None:
    monkeypatch.setattr(registry, "VENDORS", (new_vendor.VENDOR, *registry.VENDORS))
    with pytest.raises(BadInput, match=r"'hummer' speaks at its own speed only.*speed: 1.2. Remove speed"):
        registry.voice("hummer", context, Delivery(speed=1.2))
    assert registry.voice("hummer", context, Delivery(style=0.5)).pace("de") == 150


def test_a_channel_whose_voices_ignore_a_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match=r"sets stability, which its voice does not obey \(hibari\).*elevenlabs"):
        check_services(Channel(stability=0.5))
    check_services(Channel(speed=1.2))
    monkeypatch.setenv("ELEVENLABS_API_KEY", "a key")
    check_services(Channel(stability=0.5))
    with pytest.raises(BadInput, match="hibari"):
        check_services(Channel(stability=0.5, voice="hibari, elevenlabs"))
    check_services(Channel(stability=0.5, voice="hibari, elevenlabs", fall_back=True))


@pytest.mark.parametrize("value", [0.69, 1.31])
def test_a_speed_out_of_range_is_no_channel(value: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        Channel(speed=value)


def key_of(stage: Any, **arguments: object) -> str:
    key = stage.cache_key_fn(ANYWHERE, arguments)
    assert isinstance(key, str)
    return key


def test_delivery_is_in_the_keys_of_words_and_voice() -> None:
    plain, fast = Channel(), Channel(speed=1.2)
    assert plain.delivery == PLAIN
    assert fast.for_words().delivery == fast.delivery
    assert key_of(casting, narration="x", channel=plain) != key_of(casting, narration="x", channel=fast)
    passage = Passage(text=TEXT)
    keys = {
        key_of(voiceover, passage=passage, voice="hibari", seed=1, delivery=channel.delivery)
        for channel in (plain, fast, Channel(style=0.0))
    }
    assert len(keys) == 3


def test_a_script_is_written_for_the_speed() -> None:
    from tasks.script import _pace

    context = services.provider_context()
    assert _pace(Channel(speed=1.25), context) == pytest.approx(1.25 * _pace(Channel(), context))
