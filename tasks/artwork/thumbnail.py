"""The cover: a title that is read at 160 pixels' width, one line of it knocked out of a bar, and one subject."""

from collections.abc import Sequence

import numpy as np
import skia
from PIL import Image

from tasks.artwork import stage
from tasks.artwork.canvas import W, box, fill, gradient, measure, text
from tasks.artwork.cards import finish
from tasks.artwork.glyphs import art
from tasks.artwork.layouts.words import stack
from tasks.artwork.palettes import resolve, scheme, tones
from tasks.artwork.plan import CardPlan
from tasks.artwork.reading import read
from tasks.domain.channel import Palette

LEFT, TOP = 90, 210


def thumbnail(
    title: str, plans: Sequence[CardPlan], *, seed: int, palette: Palette, size: tuple[int, int] = (1080, 1920)
) -> Image.Image:
    """A tall cover of `size`. The subject is what the title names, else the short's first picture, else none."""
    chosen = resolve(palette, seed)
    colours, roles = tones(chosen), scheme(chosen, "key")
    surface = skia.Surface(*size)
    canvas = surface.getCanvas()
    canvas.scale(size[0] / W, size[0] / W)
    stage.sky(canvas, colours, roles, "rays", np.random.default_rng(seed))
    icon = _subject(title, plans)
    if icon:
        art(canvas, icon, 550, 1400, 800, colours, roles, angle=-6)
    else:
        canvas.drawPaint(gradient(0, roles.floor[0], 1150, 1920))
    lines, sizes, loudest = stack(title, 900, 700 if icon else 1200, 4)
    y = float(TOP if icon else TOP + 150)
    for number, (row, tall) in enumerate(zip(lines, sizes, strict=True)):
        y += tall * 0.97
        if number == loudest:
            canvas.drawRect(
                box(0, y - tall * 0.93, LEFT + measure(row, "display", tall) + 36, y + tall * 0.08), fill(colours.night)
            )
        text(canvas, row, LEFT, y, tall, colours.key if number == loudest else colours.night, anchor="left")
    return finish(surface.makeImageSnapshot().toarray()[..., 2::-1], 0)


def _subject(title: str, plans: Sequence[CardPlan]) -> str:
    named = read(title).things
    if named:
        return named[0].icon
    return next((plan.icon for plan in plans if plan.icon), "")
