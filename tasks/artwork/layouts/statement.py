"""A longer sentence, quietly: set in italics, ranged left, with a bar of colour beside it."""

import skia

from tasks.artwork.canvas import box, fill, measure, settable, text
from tasks.artwork.layouts.common import floor
from tasks.artwork.plan import Scene

LEFT, WIDTH, TOP, HEIGHT = 190, 740, 250, 850


def draw(scene: Scene) -> None:
    canvas, scheme = scene.canvas, scene.scheme
    lines, size = wrap(settable(scene.plan.text.strip(), "serif"))
    leading = size * 1.14
    high = leading * len(lines)
    top = TOP + (HEIGHT - high) / 2
    bar = box(125, top + size * 0.1, 139, top + high)
    canvas.drawRoundRect(bar, 7, 7, fill(scheme.loud))
    if scene.plan.turn % 2:
        quote = scene.tones.key if scheme.ground != "key" else scene.tones.second
        canvas.saveLayerAlpha(skia.Rect.MakeWH(1080, 1920), 46)
        text(canvas, "“", 860, 560, 900, quote, face="serif")
        canvas.restore()
    for number, row in enumerate(lines):
        text(canvas, row, LEFT, top + size * 0.86 + number * leading, size, scheme.text, face="serif", anchor="left")
    floor(scene)


def wrap(said: str) -> tuple[list[str], float]:
    """The largest size at which the sentence fits, and its lines."""
    words = said.split()
    for size in range(168, 60, -6):
        lines = [""]
        for word in words:
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and measure(longer, "serif", size) > WIDTH:
                lines.append(word)
            else:
                lines[-1] = longer
        fits = len(lines) * size * 1.14 <= HEIGHT
        if fits and all(measure(row, "serif", size) <= WIDTH for row in lines):
            return lines, float(size)
    return lines, 60.0
