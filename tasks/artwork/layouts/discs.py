"""Two amounts that differ by much as two discs, whose areas are true to scale."""

import math

from tasks.artwork.layouts.common import Stage, disc, figure_lines, floor, name, spoken, stage, stated
from tasks.artwork.layouts.compare import MAX_RATIO
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part
from tasks.artwork.sentence import Mentions

LARGEST = 290  # radius of the larger disc, in units
LARGEST_RATIO = 2500  # from which the smaller disc would be a speck


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    most = max(part.value for part in relation.parts)
    for number, part in enumerate(relation.parts):
        large = part.value == most
        side = 1 if number else -1
        x = ground.middle + side * (155 if large else 275)
        with context.element("pop", spoken(part), (x, ground.bottom - 170)) as one:
            amount(one, part, x, ground, LARGEST * math.sqrt(part.value / most), large=large)


def amount(context: DrawingContext, part: Part, x: float, ground: Stage, radius: float, *, large: bool) -> None:
    """One amount: its disc on the common line, its label below, its figure in the disc or, if that is small, above."""
    scheme, tones = context.scheme, context.tones
    base = ground.bottom - 170
    colour = scheme.body[0] if large else scheme.accents[0]
    disc(context, x, base - radius, radius, colour)
    width = 520 if large else 330
    name(context, part.label, x, base + 150, width, 62)
    if large:
        low = 40 if len(figure_lines(part, 190)) == 1 else 90  # below the disc's centre, for the last line
        stated(context, part, x, base - radius + low, 190, 1.5 * radius, tones.night)
    else:
        stated(context, part, x, base - 2 * radius - 40, 150, width)


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For two amounts of which one is more than twelve times the other."""
    relation = mentions.relation
    if not relation or relation.kind != "compare" or len(relation.parts) != 2 or relation.whole:
        return None
    values = [part.value for part in relation.parts]
    return -1 if MAX_RATIO * min(values) < max(values) <= LARGEST_RATIO * min(values) else None


LAYOUT = Layout("discs", fits, draw, things=first_things(0), shows=frozenset({"relation"}), focus=(0.5, 0.38))
