"""The subject rises from behind the floor, which crops it."""

from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions


def draw(context: DrawingContext) -> None:
    subject(context, context.plan.things[0], 540, 830, 860, entrance="emerge")
    floor(context)


def fits(mentions: Mentions, turn: int) -> float | None:
    """Takes turns with `hero`: this one first on odd turns."""
    return (4, 3)[turn % 2] if mentions.things else None


LAYOUT = Layout("peek", fits, draw, things=first_things(1), focus=(0.5, 0.42))
