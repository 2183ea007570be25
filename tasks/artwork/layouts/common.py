"""Parts that several layouts draw: the floor, a subject, and a number with its unit."""

from tasks.artwork import backdrop
from tasks.artwork.canvas import measure, text
from tasks.artwork.glyphs import art
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Thing
from tasks.domain.stage import Entrance


def floor(context: DrawingContext) -> None:
    """Draw the floor that the plan asks for, over all that stands behind it."""
    with context.element("floor", depth=1.25) as part:
        backdrop.ground(part.canvas, part.tones, part.scheme, part.plan.floor, part.plan.drop, part.rng)


def subject(
    context: DrawingContext,
    thing: Thing,
    x: float,
    y: float,
    size: float,
    angle: float = 0.0,
    *,
    entrance: Entrance = "pop",
    depth: float = 1.0,
    after: int = 0,
) -> None:
    """Draw a thing as paper-cut art, centred on (x, y) and turned clockwise by `angle` degrees.

    What drops stands on its lower edge, and is squashed from there.
    """
    at = (x, y + size / 2) if entrance == "drop" else (x, y)
    with context.element(entrance, thing.word, at, depth=depth, after=after) as part:
        art(part.canvas, thing.icon, x, y, size, part.tones, part.scheme, angle=angle)


def number(context: DrawingContext, y: float, size: float = 520, width: float = 850) -> float:
    """Draw the figure large on baseline y, its "about" above and its unit below; returns the lowest baseline."""
    figure = context.plan.figure
    if figure is None:
        return y
    digits, _, scale = figure.text.partition(" ")
    set_size = min(size, size * width / max(1.0, measure(digits, "display", size)))
    context.counting(
        lambda part, shown: text(part.canvas, shown, 540, y, set_size, part.scheme.loud, width=width),
        digits,
        said=figure.text.split()[0],
        at=(540, y - set_size * 0.4),
    )
    if figure.qualifier:
        above = y - set_size * 0.93 - 36
        with context.element("rise", figure.qualifier.split()[0], (540, above - 30)) as part:
            text(part.canvas, figure.qualifier, 540, above, 104, part.scheme.text, face="serif", width=width)
    unit = f"{scale} {figure.unit}".strip()
    if unit:
        y += 150
        with context.element("rise", unit.split()[0], (540, y - 40)) as part:
            text(part.canvas, unit, 540, y, 140, part.scheme.text, face="serif", width=width)
    return y
