"""Chooses the topic of today's short, with the reason."""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, NoneFits
from tasks.domain.languages import base, named
from tasks.domain.names import slug
from tasks.domain.ranking import best_trend
from tasks.domain.request import field_name
from tasks.domain.story import Brief, Document, Topic, Trend
from tasks.domain.text.niche import Niche
from tasks.domain.text.prose import content_words
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.machine.storage.programme import mark_made, open_entries
from tasks.providers import Chooser, Trends, registry
from tasks.providers.shipped import Shipped, next_shipped, shipped, shipped_left, topic_from, words_of
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.planning import Past, past_of, planned
from tasks.stagecraft.stage import stage

CHOICES = 4  # trends that a language model chooses at most, if those before repeat earlier topics
OWN_TOPICS = (
    "Give the channel topics of its own (topics: in its file), set OPENAI_API_KEY so that a model chooses, or widen "
    "its niche."
)


def _sources(arguments: Mapping[str, Any]) -> object:
    """For a cache key: the sources of trends that may be asked, and the chooser; or who could look up a given topic."""
    ask: Brief = arguments["ask"]
    channel = ask.channel
    if ask.document or ask.script:
        return None
    if ask.topic:
        return services.chain("facts", channel.facts)
    names = services.chain("trends", channel.trends)
    return [
        services.fingerprints("trends", names),  # all of them: if one has nothing that fits, the next is asked
        services.fingerprints("chooser", services.chain("writer", channel.writer)[:1]),
    ]


@stage(keep=timedelta(days=2), retries=3, version=3, varies=_sources)
def trending(ask: Brief) -> Topic:
    """Choose the topic of today's short: the user's own, or else the channel's next one."""
    context, book = services.provider_context(), ledger()
    chooser = registry.chooser(services.chain("writer", ask.channel.writer)[0], context)
    return choose_topic(ask, lambda name: registry.trends(name, context), chooser, book)


def choose_topic(ask: Brief, trends_of: Callable[[str], Trends], chooser: Chooser | None, book: Ledger) -> Topic:
    """The user's topic, or the day's: the first run of a channel's day claims it, and later runs get the same."""
    if ask.topic or ask.document or ask.script:
        return asked_for(ask, lambda: services.can_look_up(ask.channel.facts))
    channel = ask.channel
    claimed = book.claimed(channel.key, ask.day, channel.former_key)
    if claimed:
        return claimed
    published = book.had(channel.key, channel.former_key)
    past = past_of(book, channel, chooser, all_channels=ask.unlike_others)
    if entry := _of_programme(ask, published, past):
        taken = book.claim(channel.key, ask.day, entry)
        mark_made(book, channel.key, taken.title, ask.day)
        return taken

    def first_choice(name: str) -> Topic:
        if name == "shipped":
            return next_shipped(channel.name, published, lambda one: _fits(one, channel, chooser))
        return _from_trends(name, ask, trends_of(name), published, past)

    if channel.trends.strip() == services.NONE:
        raise BadInput(
            f"None of the channel's own topics is left to make on {ask.day}.",
            advice="Add some to the list, or write trends: auto into the channel's file.",
        )
    names = _able(services.chain("trends", channel.trends), channel, published)
    topic, note = services.first_that_can(names, first_choice, fall_back=channel.fall_back, always=(NoneFits,))
    return book.claim(channel.key, ask.day, topic.model_copy(update={"reason": f"{topic.reason} {note}".strip()}))


def _of_programme(ask: Brief, published: Container[str], past: Past) -> Topic | None:
    """The next of the channel's own topics that it has not had, also in other words; None if none is left."""
    wanted = {slug(entry.title) for entry in ask.programme}
    listed = open_entries(past.book, ask.channel.key, ask.day) if wanted else ()
    for entry in planned(past, ask.day, published) if ask.planned else listed:
        if entry.title in published or not (ask.planned or slug(entry.title) in wanted):
            continue
        if earlier := past.meant(entry.title, entry.about):
            telemetry.warn(f"The topic {entry.title!r} is left out: the channel has had {earlier!r}.")
            continue
        due = f", due on {entry.due}" if entry.due else ""
        reason = f"The next of the channel's own topics{due}."
        if entry.link:
            return Topic(
                title=entry.title,
                slug=slug(entry.title),
                origin="document",
                reason=reason,
                about=entry.about,
                link=entry.link,
            )
        asked = ask.model_copy(update={"topic": entry.title})
        topic = asked_for(asked, lambda: services.can_look_up(ask.channel.facts))
        return topic.model_copy(
            update={
                "title": entry.title,
                "slug": slug(entry.title),
                "reason": reason,
                "about": entry.about or topic.about,
            }
        )
    return None


def _able(names: Sequence[str], channel: Channel, published: Container[str]) -> Sequence[str]:
    """The sources of trends, without the shipped topics if the channel cannot tell them or has used them up.

    Used-up topics are left out on `auto` alone, and if other sources can be reached. Raises BadInput if none is left.
    """
    others = [name for name in names if name != "shipped"]
    if "shipped" in names and not _tells_shipped(channel):
        if not others:
            raise BadInput(
                f"The shipped topics are in English, and the channel's language is {named(channel.language)}.",
                advice=f"Give a text to work from ({field_name('source')}), write trends: wikipedia, or set "
                "OPENAI_API_KEY.",
            )
        return others
    return others if channel.trends == "auto" and not shipped_left(published) and services.online() else names


def _tells_shipped(channel: Channel) -> bool:
    """Whether the shipped topics, which are English, can become the channel's: a language model translates."""
    return (
        base(channel.language) == "en" or registry.own_name(services.chain("writer", channel.writer)[0]) != "extractive"
    )


def _from_trends(name: str, ask: Brief, trends: Trends, published: Container[str], past: Past) -> Topic:
    found = trends.trending(ask.channel, ask.day)
    new = [trend for trend in found if trend.title not in published]
    left = [trend for trend in new if not past.repeated(trend.title)]
    if not left:
        raise NoneFits(
            f"{name} has no trend that {ask.channel.name} has not published yet.", service=name, advice=OWN_TOPICS
        )
    if past.chooser:
        best, reason = _chosen(name, left, past, past.chooser)
    else:
        best, reason = _strongest(name, left, ask.channel)
    return Topic(title=best.title, slug=slug(best.title), origin="trend", reason=reason, about=best.about)


def _chosen(name: str, trends: Sequence[Trend], past: Past, chooser: Chooser) -> tuple[Trend, str]:
    """The trend that a language model chooses, and why. Raises NoneFits if all that it chooses repeat earlier ones."""
    left = list(trends)
    for _ in range(min(CHOICES, len(trends))):
        number, why = chooser.choose(left, past.channel)
        best = left[number]
        if not (earlier := past.meant(best.title, best.about)):
            return best, f"Chosen among {len(left)} trends of {name}: {why}"
        telemetry.warn(f"The trend {best.title!r} is left out: the channel has had {earlier!r}.")
        left.remove(best)
        if not left:
            break
    raise NoneFits(f"What suits of the trends of {name} repeats earlier topics.", service=name, advice=OWN_TOPICS)


def _strongest(name: str, trends: Sequence[Trend], channel: Channel) -> tuple[Trend, str]:
    """The trend that suits the channel best by its words, and why. Raises NoneFits if all are outside its niche."""
    niche = Niche(channel.niche, channel.language)
    fitting = [trend for trend in trends if niche.fits(trend)]
    if (best := best_trend(fitting, niche)) is None:
        raise NoneFits(
            f"None of the {len(trends)} trends of {name} fits the niche {channel.niche!r} of {channel.name}.",
            service=name,
            advice=OWN_TOPICS,
        )
    outside = len(trends) - len(fitting)
    if outside:
        telemetry.warn(f"{outside} of {len(trends)} trends of {name} are left out: not of the niche {channel.niche!r}.")
    return best, f"The strongest of {len(fitting)} trends of {name}{' that fit the niche' if outside else ''}."


def _fits(topic: Shipped, channel: Channel, chooser: Chooser | None) -> bool:
    """Whether a shipped topic may be the channel's: with a language model, which tells it anew, any may be."""
    about = f"{topic.description} {' '.join(topic.keywords)}"
    return chooser is not None or Niche(channel.niche, "en").fits(Trend(title=topic.title, about=about))


def asked_for(brief: Brief, can_look_up: Callable[[], bool]) -> Topic:
    """The topic that the user named. Raises BadInput if no facts on it are shipped or can be looked up."""
    if brief.script:
        title = brief.topic or brief.script.title
        return Topic(title=title, slug=slug(title), origin="script", reason="A finished script was given.")
    if brief.document:
        title = brief.topic or _title_of(brief.document)
        return Topic(title=title, slug=slug(title), origin="document", reason=f"Made from {brief.document.name}.")
    wanted = brief.topic or ""
    words = set(content_words(wanted)) or {wanted.lower()}
    best = max(shipped(), key=lambda topic: len(words & words_of(topic)))
    fits = _tells_shipped(brief.channel)
    if fits and words <= words_of(best):
        return topic_from(best, "user", f"The shipped topic that {wanted!r} names.")
    if can_look_up():
        return Topic(title=wanted, slug=slug(wanted), origin="user", reason="Asked for.")
    if fits and words & words_of(best):
        return topic_from(best, "user", f"The shipped topic nearest to {wanted!r}.")
    raise BadInput(
        f"Dailies has no facts on {wanted!r} offline.",
        advice=f"Give a text to work from ({field_name('source')}).",
    )


def _title_of(document: Document) -> str:
    """A provisional title; research finds the document's own."""
    return (
        Path(document.name.split("?")[0].rstrip("/")).stem.replace("-", " ").replace("_", " ").strip() or document.name
    )
