"""Write the script: a hook, a narration cut into scenes, and what each shows."""

import logging
from collections.abc import Callable

from tasks.domain.channel import Channel
from tasks.domain.story import Dossier, Script, Story
from tasks.providers import Writer
from tasks.providers.registry import WRITERS
from tasks.render.captions.fonts import check_text, left_out
from tasks.stagecraft import services
from tasks.stagecraft.stage import stage

log = logging.getLogger(__name__)


@stage(version=3, retries=3, varies=services.depends_on("writer", "voice"))
def script(dossier: Dossier, channel: Channel, given: Script | None, seed: int) -> Story:
    """Write the script from the facts, for the pace of the voice that will speak it; a finished script stands.

    What captions and the cover could not show is found out here, before a voice is paid for.
    """
    story = given_story(given) if given else _written(dossier, channel, seed)
    for unset in (check_text(story.script.script), left_out("The cover leaves", story.script.title)):
        if unset:
            log.warning(unset)
        story = _noted(story, unset)
    return story


def _written(dossier: Dossier, channel: Channel, seed: int) -> Story:
    context = services.provider_context()
    pace = services.voice_of(services.chain("voice", channel.voice)[0], context).words_per_minute
    return write_story(dossier, channel, pace, seed, lambda name: WRITERS[name](context))


def write_story(
    dossier: Dossier, channel: Channel, words_per_minute: float, seed: int, writer_of: Callable[[str], Writer]
) -> Story:
    story, note = services.first_that_can(
        services.chain("writer", channel.writer),
        lambda name: writer_of(name).write(dossier, channel, words_per_minute, seed),
        fall_back=channel.fall_back,
    )
    return _noted(story, note)


def _noted(story: Story, note: str) -> Story:
    return story.model_copy(update={"notes": (*story.notes, note)}) if note else story


def given_story(script: Script) -> Story:
    """A finished script stands as it is: its scenes are the author's."""
    return Story(script=script, writer="given", fixed=True)
