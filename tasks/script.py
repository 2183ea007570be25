"""Writes the script: a hook, a narration in scenes, and what each scene shows."""

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tasks.domain.channel import Channel
from tasks.domain.film.variety import Manner, fresh_seed
from tasks.domain.story import Dossier, GivenScript, Script, Story
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.published import last_prints
from tasks.providers import Writer, registry
from tasks.providers.context import ProviderContext
from tasks.render.captions.fonts import check_text, left_out
from tasks.stagecraft import services
from tasks.stagecraft.stage import stage

log = logging.getLogger(__name__)


def _writers(arguments: Mapping[str, Any]) -> object:
    """For a cache key: the writers that may write, and the pace that they write for. A given script needs neither."""
    if arguments["given"]:
        return None
    channel: Channel = arguments["channel"]
    writers = services.may_serve(services.chain("writer", channel.writer), fall_back=channel.fall_back)
    return [services.fingerprints("writer", writers), _pace(channel, services.provider_context())]


@stage(version=6, retries=3, varies=_writers)
def script(dossier: Dossier, channel: Channel, given: GivenScript | None, seed: int) -> Story:
    """Write the script from the facts, for the pace of the voice that will speak it. A given script stays as it is.

    Raises BadInput here, before a voice is paid, if captions or the cover cannot show the text.
    """
    story = given_story(given) if given else _written(dossier, channel, seed)
    for omission in (check_text(story.script.script), left_out("The cover leaves", story.script.title)):
        if omission:
            log.warning(omission)
        story = _noted(story, omission)
    return story


@stage(part_of="script", version=3)
def manner(title: str, channel: str, day: date, seed: int) -> Manner:
    """How the short looks and moves: unlike the shorts of the channel's last days.

    A stage, because its choice must not change while the run waits for a review or is tried again.
    """
    last = last_prints(channel, day - timedelta(days=1), ledger())
    return Manner(
        seed=fresh_seed(title, seed, [found.seed for found in last]), covers=tuple(found.cover for found in last[:4])
    )


def _written(dossier: Dossier, channel: Channel, seed: int) -> Story:
    context = services.provider_context()
    voice = _speaker(channel, context)
    return write_story(
        dossier, channel, _pace(channel, context, voice), seed, lambda name: registry.writer(name, context)
    )


def _speaker(channel: Channel, context: ProviderContext) -> str:
    """The voice of the channel's chain that is going to speak. Raises its error now, before the script is paid for."""

    def able(name: str) -> str:
        registry.voice(name, context, channel.delivery).check_language(channel.language)
        return registry.cast(name, channel.language, context)[0]

    chain = services.chain("voice", channel.voice)
    return services.first_that_can(chain, able, fall_back=channel.fall_back, also=services.NO_VOICE, ahead=True)[0]


def _pace(channel: Channel, context: ProviderContext, name: str = "") -> float:
    """Words per minute of this voice, or the first of the channel's chain, in its language and at its speed."""
    voice = registry.voice(name or services.chain("voice", channel.voice)[0], context, channel.delivery)
    return voice.pace(channel.language) * channel.speed


def write_story(
    dossier: Dossier, channel: Channel, words_per_minute: float, seed: int, writer_of: Callable[[str], Writer]
) -> Story:
    """The story by the first writer of the channel's chain that can write it."""
    story, note = services.first_that_can(
        services.chain("writer", channel.writer),
        lambda name: writer_of(name).write(dossier, channel, words_per_minute, seed),
        fall_back=channel.fall_back,
    )
    return _noted(story, note)


def _noted(story: Story, note: str) -> Story:
    return story.model_copy(update={"notes": (*story.notes, note)}) if note else story


def given_story(given: GivenScript) -> Story:
    """A story from a finished script."""
    return Story(script=Script(**given.model_dump(exclude={"fixed"})), writer="given", fixed=given.fixed)
