"""Searches pictures and clips for a whole short: which services are asked, in which order, and what a failure means."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from tasks.domain.channel import Channel, Licences
from tasks.domain.errors import NoKey, QuotaSpent, ServiceError, WrongKey
from tasks.domain.ranking import may_be_shown
from tasks.domain.story import Candidate, Topic
from tasks.domain.text.subjects import subject_words
from tasks.domain.timeline import SHAPES
from tasks.domain.values import Frozen
from tasks.domain.views import View
from tasks.providers import ArticlePictures, Orientation, Pictures, registry
from tasks.stagecraft import services, telemetry

log = logging.getLogger(__name__)
PER_SCENE = 3  # candidates to ask for
ENOUGH = 2  # candidates per scene that end the search


class Findings(Frozen):
    """What a search for the whole short found, and what eyes said of it. The note says what was left out, and why."""

    candidates: tuple[Candidate, ...] = ()
    clips: tuple[Candidate, ...] = ()
    views: tuple[View, ...] = ()
    note: str = ""


def picture_sources(topic: Topic, channel: Channel) -> tuple[str, ...]:
    """On `auto`, services without keys are asked only if they can be reached, and never for shipped topics."""
    names = [name for name in services.chain("pictures", channel.pictures) if name != "drawn"]
    return _reachable(names, topic, named=channel.pictures != "auto")


def clip_sources(topic: Topic, channel: Channel, queries: Sequence[str]) -> tuple[str, ...]:
    """Like `picture_sources`; on `auto`, a service of one subject comes first for that, and never for another."""
    names = services.chain("clips", channel.clips)
    if channel.clips != "auto":
        return names
    words = {word for query in queries for word in subject_words(query, channel.language)}
    known = {name: registry.find("clips", name) for name in names}
    fit = [
        name
        for name, vendor in sorted(known.items(), key=lambda item: not item[1].subjects)
        if (not vendor.subjects or vendor.subjects & words)
        and (not vendor.licence or may_be_shown(vendor.licence, channel.licences))
    ]
    return _reachable(fit, topic, named=False)


def _reachable(names: Sequence[str], topic: Topic, *, named: bool) -> tuple[str, ...]:
    if not named and any(map(services.keyless_online, names)):
        outside = topic.origin in {"user", "trend"} and not topic.text
        if not outside or not services.online():
            return tuple(name for name in names if not services.keyless_online(name))
    return tuple(names)


def orientation(channel: Channel) -> Orientation:
    """How the channel's frame lies."""
    output = SHAPES[channel.shape]
    return "portrait" if output.tall else "landscape" if output.width > output.height else "square"


def search(
    names: Sequence[str],
    source_of: Callable[[str], Pictures],
    queries: Sequence[str],
    channel: Channel,
    scenes: int,
    *,
    of: int = 0,
    articles: Sequence[services.Article] = (),
    spare: bool = False,
    patient: bool = False,
) -> Findings:
    """Ask the sources in order until there are enough candidates for so many scenes; for those of `articles` first.

    What is asked for is as much as all the scenes `of` the short want: one more picture of the user's asks for nothing
    that is not kept already.

    A source without quota is passed over if the channel allows it. So is a source without a key that fails, unless
    `patient` says that the stage will retry: drawn scenes can replace it. What is `spare` can be done without: then
    every source that fails is passed over, unless its key is wrong.
    """
    found: dict[str, Candidate] = {}
    notes: list[str] = []
    what = "Clips" if spare else "Pictures"
    for name in names:
        if len(found) >= ENOUGH * scenes:
            break
        try:
            source, vendor = source_of(name), registry.known(name)
            if not source.states_licences and channel.licences != Licences.any:
                notes.append(f"{name} states no licences, which this channel requires. It was not asked for pictures.")
            elif vendor and vendor.licence and not may_be_shown(vendor.licence, channel.licences):
                notes.append(f"This channel does not allow the {vendor.licence}. {name} was not asked.")
            else:
                _collect(source, articles, queries, channel, scenes, max(scenes, of), found)
        except (NoKey, QuotaSpent) as error:
            if not channel.fall_back:
                raise
            notes.append(f"{error.message} {what} were looked for elsewhere.")
            telemetry.metric("fallbacks", 1, add=True)
        except ServiceError as error:
            bearable = services.keyless_online(name) or (spare and not isinstance(error, WrongKey))
            if not bearable or (patient and error.worth_retrying):
                raise
            notes.append(f"{error.message} {what} were looked for elsewhere.")
    for note in notes:
        log.warning(note)
    return Findings(candidates=tuple(found.values()), note=" ".join(notes))


def _collect(
    source: Pictures,
    articles: Sequence[services.Article],
    queries: Sequence[str],
    channel: Channel,
    scenes: int,
    of: int,
    found: dict[str, Candidate],
) -> None:
    """Add what one source has and the channel may show, until there is enough."""
    asked: list[Callable[[int], Sequence[Candidate]]] = [partial(source.search, query) for query in queries]
    if isinstance(source, ArticlePictures):
        asked = [*(partial(source.of_article, *article) for article in articles), *asked]
    for ask in asked:
        if len(found) < ENOUGH * scenes:
            for hit in ask(PER_SCENE * of):
                if may_be_shown(hit.credit.licence, channel.licences):
                    found.setdefault(hit.url, hit)
