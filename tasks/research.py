"""Gathers facts on the topic, each with its source."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer
from tasks.domain.story import Document, Dossier, Topic
from tasks.providers import Digester, Facts, registry
from tasks.stagecraft import services
from tasks.stagecraft.stage import stage


def _sources(arguments: Mapping[str, Any]) -> object:
    """For a cache key: the sources of facts that may be asked, and the digester of their facts."""
    topic: Topic = arguments["topic"]
    channel: Channel = arguments["channel"]
    if topic.origin == "script" or topic.text:
        return None
    names = services.may_serve(_chain(arguments["document"], channel), fall_back=channel.fall_back)
    return [services.fingerprints("facts", names), services.fingerprints("digester", [_writer(channel)])]


@stage(version=2, retries=3, keep=timedelta(hours=24), varies=_sources)
def research(topic: Topic, document: Document | None, channel: Channel) -> Dossier:
    """Gather facts on the topic, each with its source."""
    context = services.provider_context()
    digester = registry.digester(_writer(channel), context)
    return gather_facts(topic, document, channel, lambda name: registry.facts(name, context), digester)


def _writer(channel: Channel) -> str:
    return services.chain("writer", channel.writer)[0]


def _chain(document: Document | None, channel: Channel) -> Sequence[str]:
    return ("document",) if document else services.chain("facts", channel.facts)


def gather_facts(
    topic: Topic,
    document: Document | None,
    channel: Channel,
    facts_of: Callable[[str], Facts],
    digester: Digester | None,
) -> Dossier:
    """Facts from the document, the shipped text, or else the channel's services, reduced by the digester.

    Raises BadAnswer if nothing is found.
    """
    if topic.origin == "script":  # the script is finished and needs no facts
        return Dossier(title=topic.title, facts=(), sources=topic.sources)
    if topic.text:
        return facts_of("shipped").gather(topic, document)
    names = _chain(document, channel)
    dossier, note = services.first_that_can(
        names, lambda name: facts_of(name).gather(topic, document, channel.language), fall_back=channel.fall_back
    )
    if not dossier.facts:
        raise BadAnswer(
            f"There are no facts on {topic.title!r}.", service=names[0], advice="Name another topic, or give a source."
        )
    if note:
        dossier = dossier.model_copy(update={"notes": (*dossier.notes, note)})
    return digester.digest(dossier, channel) if digester else dossier
