"""Gather facts on the topic, each with its source."""

from collections.abc import Callable
from datetime import timedelta

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer
from tasks.domain.story import Document, Dossier, Topic
from tasks.providers import Digester, Facts
from tasks.providers.registry import DIGESTERS, FACTS
from tasks.stagecraft import services
from tasks.stagecraft.stage import stage


@stage(retries=3, keep=timedelta(hours=24), varies=services.depends_on("facts", "writer"))
def research(topic: Topic, document: Document | None, channel: Channel) -> Dossier:
    """Gather facts on the topic, each with its source."""
    context = services.provider_context()
    writer = services.chain("writer", channel.writer)[0]
    digester = DIGESTERS[writer](context) if writer in DIGESTERS else None
    return gather_facts(topic, document, channel, lambda name: FACTS[name](context), digester)


def gather_facts(
    topic: Topic,
    document: Document | None,
    channel: Channel,
    facts_of: Callable[[str], Facts],
    digester: Digester | None,
) -> Dossier:
    """From the script's own, the document, the shipped text, or else what services know; then boiled down."""
    if topic.origin == "script":  # the script is finished: there is nothing to look up
        return Dossier(title=topic.title, facts=(), sources=topic.sources)
    if topic.text:
        return facts_of("shipped").gather(topic, document)
    names = ("document",) if document else services.chain("facts", channel.facts)
    dossier, note = services.first_that_can(
        names, lambda name: facts_of(name).gather(topic, document, channel.language), fall_back=channel.fall_back
    )
    if not dossier.facts:
        raise BadAnswer(
            f"Nothing was found on {topic.title!r}.", service=names[0], advice="Name another topic, or give a source."
        )
    if note:
        dossier = dossier.model_copy(update={"notes": (*dossier.notes, note)})
    return digester.digest(dossier, channel) if digester else dossier
