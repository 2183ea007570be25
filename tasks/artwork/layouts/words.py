"""Type only: the sentence stacked and justified; a question gets its mark."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from tasks.artwork.canvas import H, gradient, measure, settable, text
from tasks.artwork.palettes import fade
from tasks.artwork.plan import Scene

MOST_WORDS = 9  # more are set by `statement`


def draw(scene: Scene) -> None:
    canvas, tones, scheme = scene.canvas, scene.tones, scene.scheme
    said = scene.plan.text.strip()
    lines, sizes, loudest = stack(said.rstrip(".!,;: "), 830, 860)
    y = 700 - sum(sizes) * 0.485
    canvas.drawPaint(gradient(fade(scheme.floor[0], 0), scheme.floor[0], 880, 1330))
    canvas.drawPaint(gradient(fade(tones.night, 0), fade(tones.night, 0.5), 1250, H))
    if said.endswith("?"):
        canvas.save()
        canvas.rotate(8, 600, 900)
        text(canvas, "?", 640, 1560, 1850, fade(tones.night, 0.17))
        canvas.restore()
    for number, (row, size) in enumerate(zip(lines, sizes, strict=True)):
        y += size * 0.97
        text(canvas, row, 127, y + size * 0.035, size, fade(tones.night, 0.25), anchor="left")
        text(canvas, row, 125, y, size, scheme.loud if number == loudest else scheme.text, anchor="left")


def stack(title: str, width: float, height: float, most: int = 4) -> tuple[Sequence[str], Sequence[float], int]:
    """Lines, their sizes, and which to stress: of all breaks, the one whose smallest line is largest."""
    words = settable(title.upper(), "display").split() or ["…"]
    spans = combinations(range(len(words) + 1), 2)
    fits = {(a, b): 100 * width / max(1.0, measure(" ".join(words[a:b]), "display", 100)) for a, b in spans}
    best: tuple[float, list[str], list[float]] | None = None
    for count in range(1, min(most, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            fitting = [fits[span] for span in pairwise([0, *cuts, len(words)])]
            sizes = [min(size, 1.45 * min(fitting)) for size in fitting]
            scale = min(1.0, height / sum(size * 0.97 for size in sizes))
            if best is None or min(sizes) * scale > best[0]:
                lines = [" ".join(words[a:b]) for a, b in pairwise([0, *cuts, len(words)])]
                best = min(sizes) * scale, lines, [size * scale for size in sizes]
    assert best is not None  # noqa: S101 - there is always at least one way to break a title
    _, lines, sizes = best
    loudest = max(range(len(lines)), key=lambda n: (max(map(len, lines[n].split())), n))
    return lines, sizes, loudest
