"""Speak the narration, a passage at a time, and know when each word is heard."""

from tasks.domain.models import Passage, Speech
from tasks.machine.assets import assets
from tasks.providers.registry import voice_of
from tasks.stagecraft import telemetry
from tasks.stagecraft.stage import stage


@stage(retries=3)
def voiceover(passage: Passage, voice: str, seed: int) -> Speech:
    """Speak one passage; each of its words comes back with its time."""
    speech = voice_of(voice, assets()).speak(passage, seed)
    telemetry.metric("voice_characters", len(passage.text), add=True)
    return speech
