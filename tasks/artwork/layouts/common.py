"""What layouts share: the floor, a subject, and a number with what it counts."""

from tasks.artwork import backdrop
from tasks.artwork.canvas import text
from tasks.artwork.glyphs import art
from tasks.artwork.plan import DrawingContext


def floor(scene: DrawingContext) -> None:
    backdrop.ground(scene.canvas, scene.tones, scene.scheme, scene.plan.floor, scene.plan.drop, scene.rng)


def subject(scene: DrawingContext, icon: str, x: float, y: float, size: float, angle: float = 0.0) -> None:
    art(scene.canvas, icon, x, y, size, scene.tones, scene.scheme, angle=angle)


def number(scene: DrawingContext, y: float, size: float = 520, width: float = 850) -> float:
    """The figure, large, as the sentence writes it: its "about" above, its scale and unit below. Gives the lowest y."""
    figure = scene.plan.figure
    if figure is None:
        return y
    digits, _, scale = figure.text.partition(" ")
    _, set_size = text(scene.canvas, digits, 540, y, size, scene.scheme.loud, width=width)
    if figure.qualifier:
        text(
            scene.canvas,
            figure.qualifier,
            540,
            y - set_size * 0.93 - 36,
            104,
            scene.scheme.text,
            face="serif",
            width=width,
        )
    unit = f"{scale} {figure.unit}".strip()
    if unit:
        y += 150
        text(scene.canvas, unit, 540, y, 140, scene.scheme.text, face="serif", width=width)
    return y
