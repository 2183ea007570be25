"""One large subject in front of its own silhouette in the sky."""

from tasks.artwork import backdrop
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions


def draw(context: DrawingContext) -> None:
    plan = context.plan
    backdrop.ghost(context.canvas, plan.icon, context.tones, context.scheme, 700, 560, 1500, -14)
    subject(context, plan.things[0], 540, 715, 740, angle=(-6, 0, 5)[plan.turn % 3], entrance="drop")
    floor(context)


def fits(mentions: Mentions, turn: int) -> float | None:
    """Takes turns with `peek`: this one first on even turns."""
    return (3, 4)[turn % 2] if mentions.things else None


LAYOUT = Layout("hero", fits, draw, things=first_things(1), focus=(0.5, 0.38))
