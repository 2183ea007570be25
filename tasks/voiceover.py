"""Speak the narration, a passage at a time, and know when each word is heard."""

from tasks.domain.channel import Channel
from tasks.domain.story import Casting, Passage, Speech
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.stage import stage


@stage(part_of="voiceover", varies=services.depends_on("voice"))
def casting(narration: str, channel: Channel) -> Casting:
    """Decide who speaks all of it, before anything is paid: a voice with a key and enough left to spend."""
    context = services.provider_context()

    def able(name: str) -> str:
        voice = services.voice_of(name, context)
        voice.check_language(channel.language)
        voice.check_quota(len(narration))
        return name

    voice, note = services.first_that_can(services.chain("voice", channel.voice), able, fall_back=channel.fall_back)
    return Casting(voice=voice, note=note)


@stage(retries=3, varies=services.depends_on("voice"))
def voiceover(passage: Passage, voice: str, seed: int) -> Speech:
    """Speak one passage; each of its words comes back with its time."""
    speech = services.voice_of(voice, services.provider_context()).speak(passage, seed)
    telemetry.metric("voice_characters", len(passage.text), add=True)
    return speech
