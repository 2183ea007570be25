"""Gather facts on the topic, each with its source."""

from datetime import timedelta

from tasks.domain.models import Document, Dossier, Topic
from tasks.machine.assets import assets
from tasks.providers import Facts
from tasks.providers.registry import FACTS
from tasks.stagecraft.stage import stage


@stage(retries=3, keep=timedelta(hours=24))
def research(topic: Topic, document: Document | None) -> Dossier:
    """Gather facts on the topic, each with its source."""
    return gather_facts(topic, document, facts=FACTS["document" if document else "shipped"](assets()))


def gather_facts(topic: Topic, document: Document | None, facts: Facts) -> Dossier:
    if topic.origin == "script":  # the script is finished: there is nothing to look up
        return Dossier(title=topic.title, facts=(), sources=topic.sources)
    return facts.gather(topic, document)
