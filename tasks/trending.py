"""Choose what today's short is about, and say why."""

from datetime import timedelta

from tasks.domain.models import Brief, Topic
from tasks.machine.ledger import Ledger, ledger
from tasks.providers import Trends
from tasks.providers.registry import TRENDS
from tasks.stagecraft.stage import stage


@stage(keep=timedelta(days=2))
def trending(ask: Brief) -> Topic:
    """Choose what today's short is about: what the user asked for, else the channel's next topic."""
    return choose_topic(ask, trends=TRENDS["shipped"](), book=ledger())


def choose_topic(ask: Brief, trends: Trends, book: Ledger) -> Topic:
    """The user's subject, or this day's own: the first run of a channel's day claims it, later ones get the same."""
    if ask.topic or ask.document or ask.script:
        return trends.choose(ask, ())
    channel = ask.channel.key
    claimed = book.claimed(channel, ask.day)
    return claimed or book.claim(channel, ask.day, trends.choose(ask, book.published_slugs(channel)))
