"""Speaks the narration passage by passage, with the time of every word."""

from collections.abc import Mapping
from typing import Any

from tasks.domain.channel import Channel
from tasks.domain.delivery import PLAIN, Delivery
from tasks.domain.speech import Casting, Passage, Speech
from tasks.domain.text.passages import passages
from tasks.domain.text.spoken import spoken
from tasks.providers import registry
from tasks.providers.recording import is_recording
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.stage import stage


def _voices(arguments: Mapping[str, Any]) -> object:
    """For a cache key: the voices that may be cast."""
    channel: Channel = arguments["channel"]
    voices = services.may_serve(services.chain("voice", channel.voice), fall_back=channel.fall_back)
    return services.fingerprints("voice", voices)


def _voice(arguments: Mapping[str, Any]) -> object:
    """For a cache key: the voice that speaks."""
    return services.fingerprints("voice", [arguments["voice"]])


@stage(part_of="voiceover", varies=_voices)
def casting(narration: str, channel: Channel) -> Casting:
    """Choose one voice for the whole narration, with a key and enough quota, before anything is paid."""
    context = services.provider_context()

    def able(name: str) -> tuple[str, str]:
        voice = registry.voice(name, context, channel.delivery)
        voice.check_language(channel.language)
        cast = registry.cast(name, channel.language, context)
        voice.check_quota(len(narration))
        return cast

    (voice, note), replaced = services.first_that_can(
        services.chain("voice", channel.voice), able, fall_back=channel.fall_back, also=services.NO_VOICE
    )
    return Casting(voice=voice, note=" ".join(filter(None, (replaced, note))))


def to_speak(narration: str, channel: Channel) -> tuple[Passage, ...]:
    """What is spoken one by one; a recording has the whole narration in one piece."""
    if is_recording(channel.voice):
        return (Passage(text=narration, said=spoken(narration, channel.language)),)
    return passages(narration, channel.language)


@stage(retries=3, varies=_voice)
def voiceover(passage: Passage, voice: str, seed: int, delivery: Delivery = PLAIN) -> Speech:
    """Speak one passage, with the time of each of its words."""
    speech = registry.voice(voice, services.provider_context(), delivery).speak(passage, seed)
    telemetry.metric("voice_characters", len(passage.to_say.text), add=True)
    return speech
