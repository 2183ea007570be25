"""Keeps a channel from telling the same twice, and has its own series of topics planned.

Titles are compared by their words at once, and by a language model where there is one: it is asked once for each topic.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.story import Entry
from tasks.domain.text.same_subject import repeated
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.programme import keep_programme, kept_programme, last_titles, open_entries
from tasks.machine.storage.repeats import found_repeat, keep_repeat
from tasks.providers import Chooser
from tasks.stagecraft import telemetry

LATELY = 60  # topics with which a new one is compared
PLANNED_DAYS = 14  # for which a series is planned at once


@dataclass(frozen=True)
class Past:
    """What a channel has had lately, with what other channels had if it is to be unlike them."""

    book: Ledger
    channel: Channel
    titles: Sequence[str]
    chooser: Chooser | None = None

    def repeated(self, title: str) -> str:
        """The earlier title that has the same words; empty if none has."""
        return repeated(title, self.titles, self.channel.language)

    def meant(self, title: str, about: str) -> str:
        """The earlier title that means the same, by its words or as the language model says; empty if none does."""
        if (earlier := self.repeated(title)) or self.chooser is None or not self.titles:
            return earlier
        known = found_repeat(self.book, self.channel.key, title)
        if known is None:
            known = self.chooser.repeats(title, about, self.titles, self.channel)
            keep_repeat(self.book, self.channel.key, title, known)
        return known


def past_of(book: Ledger, channel: Channel, chooser: Chooser | None, *, all_channels: bool) -> Past:
    """The channel's last topics, or those of every channel."""
    return Past(book, channel, last_titles(book, "" if all_channels else channel.key, LATELY), chooser)


def planned(past: Past, day: date, published: Container[str]) -> tuple[Entry, ...]:
    """The next topic of the channel's planned series. A series that has ended is continued from this day.

    Raises BadInput if no language model can plan it.
    """
    book, channel = past.book, past.channel
    if found := _next(past, published):
        return found
    if past.chooser is None:
        raise BadInput("No language model can plan the channel's topics.", advice="Set OPENAI_API_KEY.")
    kept = kept_programme(book, channel.key)
    earlier = tuple(dict.fromkeys((*(entry.title for entry in kept), *past.titles)))
    series = past.chooser.plan(channel, earlier, PLANNED_DAYS)
    dated = [entry.model_copy(update={"due": day + timedelta(days=number)}) for number, entry in enumerate(series)]
    keep_programme(book, channel.key, [*kept, *dated])
    telemetry.logger().info("Planned %d topics, the first %r.", len(dated), dated[0].title)
    return _next(past, published)


def _next(past: Past, published: Container[str]) -> tuple[Entry, ...]:
    """The first topic of the series that the channel has not had, also in other words; none if none is left."""
    for entry in open_entries(past.book, past.channel.key, date.max):
        if entry.title not in published and not past.meant(entry.title, entry.about):
            return (entry,)
    return ()
