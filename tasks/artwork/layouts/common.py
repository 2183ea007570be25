"""What layouts share: the floor, a subject, and a number with what it counts."""

from tasks.artwork import backdrop
from tasks.artwork.canvas import text
from tasks.artwork.glyphs import art
from tasks.artwork.plan import DrawingContext


def floor(context: DrawingContext) -> None:
    backdrop.ground(context.canvas, context.tones, context.scheme, context.plan.floor, context.plan.drop, context.rng)


def subject(context: DrawingContext, icon: str, x: float, y: float, size: float, angle: float = 0.0) -> None:
    art(context.canvas, icon, x, y, size, context.tones, context.scheme, angle=angle)


def number(context: DrawingContext, y: float, size: float = 520, width: float = 850) -> float:
    """The figure, large, as the sentence writes it: its "about" above, its scale and unit below. Gives the lowest y."""
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
