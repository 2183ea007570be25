"""One amount before and after, as a slope over a base of nothing, with an arrow from one figure to the other."""

import math

import skia

from tasks.artwork.canvas import box, fill, gradient, line, polygon
from tasks.artwork.layers import rightwards
from tasks.artwork.layouts.common import Stage, figure_lines, floor, heading, name, sheet, shelf, spoken, stage, stated
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Part, Relation

FIGURES = 370  # units below the base, for figures and years
WIDTH = 26  # of the arrow
POST = 54  # width of what stands for the first amount
SIZE = 150  # of the figures


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    with context.element("rise", relation.title.partition(" ")[0], (ground.middle, ground.top)) as one:
        heading(one, relation.title, _head(ground))
    points = _points(relation, ground)
    drawn = rightwards(ground.left, ground.right)
    with context.element("fill", spoken(relation.parts[-1]), (ground.middle, ground.bottom), matte=drawn) as one:
        slope(one, points, ground)
    with context.element("trace", spoken(relation.parts[-1]), (ground.middle, ground.bottom), matte=drawn) as one:
        arrow(one, points)
    base = points[0][0], ground.bottom - FIGURES
    with context.element("pop", spoken(relation.parts[0]), base) as one:
        start(one, points[0], base[1], ground)
    for part, x in zip(relation.parts, (ground.left + 200, ground.right - 200), strict=True):
        below = any(len(figure_lines(one, SIZE)) > 1 for one in relation.parts)
        with context.element("rise", spoken(part), (x, ground.bottom)) as one:
            end(one, part, x, ground, below=below)


def slope(context: DrawingContext, points: list[tuple[float, float]], ground: Stage) -> None:
    """The area between the slope and its base."""
    (x0, y0), (x1, y1) = points
    base = ground.bottom - FIGURES
    path = polygon([(x0, y0), (x1, y1), (x1, base), (x0, base)])
    sheet(context, path, gradient(*context.scheme.body, min(y0, y1), base))


def arrow(context: DrawingContext, points: list[tuple[float, float]]) -> None:
    """The way from the first amount to the last, along the slope."""
    (x0, y0), (x1, y1) = points
    canvas, colour = context.canvas, context.scheme.text
    angle = math.atan2(y1 - y0, x1 - x0)
    canvas.drawLine(x0, y0, x1 - 40 * math.cos(angle), y1 - 40 * math.sin(angle), line(colour, WIDTH))
    head = [
        (x1 + 14 * math.cos(angle), y1 + 14 * math.sin(angle)),
        *((x1 + 84 * math.cos(angle + turn), y1 + 84 * math.sin(angle + turn)) for turn in (2.6, -2.6)),
    ]
    canvas.drawPath(polygon(head), fill(colour))


def start(context: DrawingContext, point: tuple[float, float], base: float, ground: Stage) -> None:
    """The first amount as a post on the base, from which the arrow will go: without a figure, it tells nothing yet."""
    x, y = point
    path = skia.Path()
    path.addRect(box(x - POST / 2, y, x + POST / 2, base))
    sheet(context, path, fill(context.scheme.body[0]))
    shelf(context, ground.left, ground.right, base)
    context.canvas.drawCircle(x, y, 46, fill(context.scheme.text))
    context.canvas.drawCircle(x, y, 22, fill(fade(context.scheme.sky[0], 1.0)))


def end(context: DrawingContext, part: Part, x: float, ground: Stage, *, below: bool) -> None:
    """The figure of one end below the base, with its year; `below` keeps the digits of both on one line."""
    low = ground.bottom - 75
    unit = figure_lines(part, SIZE)[-1][1] == "serif"
    stated(context, part, x, low - (0 if unit or not below else 66), SIZE, 400)
    if part.label:
        name(context, part.label, x, ground.bottom - 4, 400, 62)


def _points(relation: Relation, ground: Stage) -> list[tuple[float, float]]:
    """Where the slope begins and ends: heights are true to scale."""
    base = ground.bottom - FIGURES
    top = _head(ground) + 80 if relation.title else ground.top + 40
    most = max(part.value for part in relation.parts)
    heights = [base - (base - top) * part.value / most for part in relation.parts]
    return [(ground.left + 40, heights[0]), (ground.right - 40, heights[1])]


def _head(ground: Stage) -> float:
    """The heading's base line: the camera cuts off what is higher on a square or wide card."""
    return max(ground.top + 40, 240)


LAYOUT = Layout(
    "change", relates("change"), draw, things=first_things(0), shows=frozenset({"relation"}), focus=(0.5, 0.38)
)
