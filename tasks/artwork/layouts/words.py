"""Type only: the phrase in stacked, justified lines; a question gets a large question mark behind it."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations, pairwise

from tasks.artwork.canvas import Anchor, H, gradient, measure, reach, text
from tasks.artwork.faces import in_capitals, settable
from tasks.artwork.layouts.layout import Layout, first_things, of_type
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.domain.stage import Entrance
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.words import split_words, word_spans

WIDTH, HEIGHT = 830, 860
LEADING = 0.97  # share of the font size that a line of capitals takes, with the gap above it
GAP = 0.11  # share of the font size above letters of other scripts, which may be taller than capitals


def draw(context: DrawingContext) -> None:
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    sentence = context.plan.phrase.strip()
    lines, sizes, loudest = stack(sentence.rstrip(".!,;:।،؛ "), WIDTH, HEIGHT)
    y = 700 - sum(line_height(row) * size for row, size in zip(lines, sizes, strict=True)) / 2
    canvas.drawPaint(gradient(fade(scheme.floor[0], 0), scheme.floor[0], 880, 1330))
    canvas.drawPaint(gradient(fade(tones.night, 0), fade(tones.night, 0.5), 1250, H))
    if sentence.endswith("?"):
        canvas.save()
        canvas.rotate(8, 600, 900)
        text(canvas, "?", 640, 1560, 1850, fade(tones.night, 0.17))
        canvas.restore()
    rows(context, lines, sizes, loudest, y, WIDTH, "word")


def rows(
    context: DrawingContext,
    lines: Sequence[str],
    sizes: Sequence[float],
    loudest: int,
    y: float,
    width: float,
    entrance: Entrance,
) -> None:
    """The lines of the phrase from `y` down, each on its first word, flush with the side where one begins to read."""
    right_to_left = reads_right_to_left(context.plan.phrase)
    anchor: Anchor = "right" if right_to_left else "left"
    x = 540 + (width / 2 if right_to_left else -width / 2)
    for number, (row, size) in enumerate(zip(lines, sizes, strict=True)):
        rise, fall = room(row)
        y += size * rise
        colour = context.scheme.loud if number == loudest else context.scheme.text
        said = split_words(row)
        with context.element(entrance, said[0] if said else "", (540, y - size * 0.37)) as one:
            set_row = partial(text, one.canvas, row, size=size, anchor=anchor, right_to_left=right_to_left)
            set_row(x=x + 2, y=y + size * 0.035, colour=fade(one.tones.night, 0.25))
            set_row(x=x, y=y, colour=colour)
        y += size * fall


def room(row: str) -> tuple[float, float]:
    """Space that a line in capitals takes above and below its baseline, as shares of its font size."""
    above, below = reach(row, "display")
    return max(LEADING, above + GAP), below


def line_height(row: str) -> float:
    """Height that a line in capitals takes, as a share of its font size."""
    return sum(room(row))


def stack(title: str, width: float, height: float, max_lines: int = 4) -> tuple[Sequence[str], Sequence[float], int]:
    """Break a title into at most `max_lines` lines that fit `width` and `height`: gives (lines, sizes, loudest).

    Of all ways to break it, take the one whose smallest line is largest. `loudest` is the index of the line to stress.
    """
    shown = settable(in_capitals(title), "display") or "…"
    words = word_spans(shown)

    def row(first: int, end: int) -> str:
        return shown[words[first][0] : words[end - 1][1]]

    # Of every run of words: the font size at which it is as wide as it may be, and its height as a share of that.
    spans = combinations(range(len(words) + 1), 2)
    full = {(a, b): 100 * width / max(1.0, measure(row(a, b), "display", 100)) for a, b in spans}
    tall = {span: line_height(row(*span)) for span in full}
    best: tuple[float, list[str], list[float]] | None = None
    for count in range(1, min(max_lines, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            rows = list(pairwise([0, *cuts, len(words)]))
            fitting = [full[span] for span in rows]
            sizes = [min(size, 1.45 * min(fitting)) for size in fitting]
            scale = min(1.0, height / sum(size * tall[span] for size, span in zip(sizes, rows, strict=True)))
            if best is None or min(sizes) * scale > best[0]:
                lines = [row(a, b) for a, b in rows]
                best = min(sizes) * scale, lines, [size * scale for size in sizes]
    assert best is not None  # noqa: S101 - one line is always possible
    _, lines, sizes = best
    loudest = max(range(len(lines)), key=lambda n: (max(map(len, split_words(lines[n]))), n))
    return lines, sizes, loudest


def fits(mentions: Mentions, turn: int) -> float | None:
    """Best for questions, and fit for any sentence: takes turns with the other layouts of type."""
    return 0 if mentions.text.endswith(("?", "？", "؟")) else of_type(turn, 0)


LAYOUT = Layout("words", fits, draw, things=first_things(0), shows=frozenset({"phrase"}), focus=(0.5, 0.36))
