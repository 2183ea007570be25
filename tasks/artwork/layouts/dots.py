"""A count as that many dots in a square, with its figure: one dot for each, or for each ten, hundred or thousand."""

import math

import skia

from tasks.artwork.canvas import line, text
from tasks.artwork.layers import upwards
from tasks.artwork.layouts.common import Stage, floor, spoken, stage, stated
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part
from tasks.artwork.sentence import Mentions

FEWEST, MOST = 12, 2_000  # dots of one card: more of them are a grey area
_SCALES = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def draw(context: DrawingContext) -> None:
    figure = context.plan.figure
    if figure is None:
        return
    floor(context)
    ground = stage(context.canvas)
    each = _each(figure.value)
    low = ground.top + (368 if figure.qualifier else 250)
    bottom = ground.bottom - (70 if each > 1 else 0)
    area = Stage(ground.left, low + 70, ground.right, bottom)
    amount = Part(text=f"{figure.qualifier} {figure.text}".strip(), unit=figure.unit)
    with context.element("fill", spoken(amount), (ground.middle, bottom), matte=upwards(area.top, bottom)) as one:
        field(one, round(figure.value / each), area)
    with context.element("slam", spoken(amount), (ground.middle, low - 100)) as one:
        stated(one, amount, ground.middle, low, 220, 840)
    if each > 1:
        with context.element("rise", spoken(amount), (ground.right, ground.bottom), after=20) as one:
            key(one, each, ground)


def field(context: DrawingContext, count: int, area: Stage) -> None:
    """The dots, row by row, in a field as wide as it needs to be for its height."""
    wide, high = area.right - area.left, area.bottom - area.top
    columns = math.ceil(math.sqrt(count * wide / high))
    rows = math.ceil(count / columns)
    pitch = min(wide / columns, high / rows)
    left, top = area.middle - pitch * (columns - 1) / 2, area.top + (high - pitch * (rows - 1)) / 2
    points = [
        skia.Point(left + pitch * (number % columns), top + pitch * (number // columns)) for number in range(count)
    ]
    paint = line(context.scheme.loud, pitch * (0.72 if pitch > 14 else 0.62))
    context.canvas.drawPoints(skia.Canvas.kPoints_PointMode, points, paint)


def key(context: DrawingContext, each: int, ground: Stage) -> None:
    """What one dot stands for, at the field's lower edge."""
    said = f"● = {each:,}".replace(",", "\u00a0")
    text(context.canvas, said, ground.right, ground.bottom + 10, 50, context.scheme.text, face="label", anchor="right")


def fits(mentions: Mentions, _turn: int) -> float | None:
    """For whole counts of things that a field of dots can show without rounding."""
    figure = mentions.figure
    if not figure or figure.kind != "count" or figure.value != int(figure.value) or _rate(figure.unit):
        return None
    each = _each(figure.value)
    return 0 if each and FEWEST <= figure.value / each <= MOST else None


def _each(value: float) -> int:
    """How many things a dot stands for: the least power of ten that leaves few enough dots; 0 if none does."""
    return next((each for each in _SCALES if value / each <= MOST and value % each == 0), 0)


def _rate(unit: str) -> bool:
    """Whether a unit counts by time or person: "times an hour"."""
    return any(f" {word} " in f" {unit} " for word in ("a", "an", "per", "each", "every", "times"))


LAYOUT = Layout("dots", fits, draw, things=first_things(0), shows=frozenset({"figure"}))
