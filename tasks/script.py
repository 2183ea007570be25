"""Write the script: a hook, a narration cut into scenes, and what each shows."""

from tasks.domain.models import Channel, Dossier, Script, Story
from tasks.machine.assets import assets
from tasks.providers import Writer
from tasks.providers.extractive import given_story
from tasks.providers.registry import WRITERS, voice_of
from tasks.stagecraft.stage import stage


@stage(retries=3)
def script(dossier: Dossier, channel: Channel, given: Script | None, seed: int) -> Story:
    """Write the script from the facts, for the pace of the voice that will speak it; a finished script stands."""
    if given:
        return given_story(given)
    pace = voice_of(channel.voice, assets()).words_per_minute
    return write_story(dossier, channel, pace, seed, writer=WRITERS["extractive"]())


def write_story(dossier: Dossier, channel: Channel, words_per_minute: float, seed: int, writer: Writer) -> Story:
    return writer.write(dossier, channel, words_per_minute, seed)
