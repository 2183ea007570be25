"""Parts that several layouts draw: the floor, a subject, and a number with its unit."""

from tasks.artwork import backdrop
from tasks.artwork.canvas import text
from tasks.artwork.glyphs import art
from tasks.artwork.plan import DrawingContext


def floor(context: DrawingContext) -> None:
    """Draw the floor that the plan asks for, over all that stands behind it."""
    backdrop.ground(context.canvas, context.tones, context.scheme, context.plan.floor, context.plan.drop, context.rng)


def subject(context: DrawingContext, icon: str, x: float, y: float, size: float, angle: float = 0.0) -> None:
    """Draw an icon as paper-cut art, centred on (x, y) and turned clockwise by `angle` degrees."""
    art(context.canvas, icon, x, y, size, context.tones, context.scheme, angle=angle)


def number(context: DrawingContext, y: float, size: float = 520, width: float = 850) -> float:
    """Draw the figure large on baseline y, its "about" above and its unit below; returns the lowest baseline."""
    figure = context.plan.figure
    if figure is None:
        return y
    digits, _, scale = figure.text.partition(" ")
    _, set_size = text(context.canvas, digits, 540, y, size, context.scheme.loud, width=width)
    if figure.qualifier:
        text(
            context.canvas,
            figure.qualifier,
            540,
            y - set_size * 0.93 - 36,
            104,
            context.scheme.text,
            face="serif",
            width=width,
        )
    unit = f"{scale} {figure.unit}".strip()
    if unit:
        y += 150
        text(context.canvas, unit, 540, y, 140, context.scheme.text, face="serif", width=width)
    return y
