"""Parts that several layouts draw: the floor, a subject, a number with its unit, and the figures of diagrams."""

import re
from dataclasses import dataclass

from tasks.artwork import backdrop
from tasks.artwork.canvas import Canvas, H, W, blur, fill, line, measure, moved, text
from tasks.artwork.faces import Face, settable
from tasks.artwork.glyphs import art
from tasks.artwork.palettes import Colour, fade
from tasks.artwork.plan import DrawingContext, Shown
from tasks.artwork.relations import Part
from tasks.artwork.sentence import Thing
from tasks.domain.stage import Entrance

# A stated number in three: words before it, its digits with their signs, what follows.
_STATED = re.compile(
    r"^(?P<about>[^\d]*?)\s*(?P<digits>[$€£¥₹≈<>≤≥−-]*\d\S*(?:[ \u00a0]\d{3}(?!\d))*(?:\s?%)?)\s*(?P<scale>.*)$"
)


LOWER = 270  # the top of a stage that is not tall: a camera that moves down takes up to 7 % of the picture off


@dataclass(frozen=True)
class Stage:
    """Where a diagram may stand in design units: below the upper edge's margin, above the captions."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its horizontal centre."""
        return (self.left + self.right) / 2


def stage(canvas: Canvas) -> Stage:
    """The stage of a card: captions stand lower in a tall picture than in one of 4:5, and lowest in wide ones."""
    bounds = canvas.getLocalClipBounds()
    shape = bounds.height() / bounds.width()
    top, bottom = (250, 1110) if shape >= H / W - 0.4 else (LOWER, 930) if shape > 1 else (LOWER, 1070)
    return Stage(110, top, W - 110, bottom)


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
    shows = Shown(thing.icon, x, y, size, angle)
    with context.element(entrance, thing.word, at, depth=depth, after=after, shows=shows) as part:
        art(part.canvas, thing.icon, x, y, size, part.tones, part.dress, angle=angle)


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


def stated(
    context: DrawingContext, part: Part, x: float, y: float, size: float, width: float, colour: Colour | None = None
) -> float:
    """Draw a part's figure as said, centred on x, and gives the height that it takes: "about", digits, unit below.

    `y` is the lowest baseline. Digits are at most `size`; all lines fit `width`.
    """
    lines = figure_lines(part, size)
    scheme = context.scheme
    at = y
    for number, (words, face, tall) in enumerate(reversed(lines)):
        chosen = colour or (scheme.loud if face == "display" else scheme.text)
        _, drawn = text(context.canvas, words, x, at, tall, chosen, face=face, width=width)
        if number + 1 < len(lines):
            at -= drawn * (1.0 if face == "display" else 0.86) + size * 0.14
        else:
            at -= drawn * 0.86
    return y - at


def spoken(part: Part) -> str:
    """The word on which a part is said: its number, else the first word of its text."""
    words = part.text.split() or part.label.split() or [""]
    return next((word for word in words if any(map(str.isdigit, word))), words[0])


def figure_lines(part: Part, size: float) -> list[tuple[str, Face, float]]:
    """The lines of a figure, from above: (text, face, font size)."""
    found = _STATED.match(part.text)
    small = max(54.0, size * 0.36)
    if not found:
        plain: list[tuple[str, Face, float]] = [(part.text, "display", size * 0.7)]
        return [*plain, (part.unit, "serif", small)] if part.unit else plain
    unit = f"{found['scale']} {part.unit}".strip()
    lines: list[tuple[str, Face, float]] = [(found["digits"], "display", size)]
    if found["about"].strip():
        lines.insert(0, (found["about"].strip().lower(), "serif", small))
    if unit:
        lines.append((unit, "serif", small))
    return lines


def name(context: DrawingContext, label: str, x: float, y: float, width: float, size: float = 62) -> None:
    """Draw a label in italics, centred on x, in one or two lines of `width` whose last baseline is y."""
    rows = two_lines(label, width, size)
    for number, row in enumerate(rows):
        at = y - (len(rows) - 1 - number) * size * 0.98
        text(context.canvas, row, x, at, size, context.scheme.text, face="serif", width=width)


def two_lines(label: str, width: float, size: float, face: Face = "serif") -> list[str]:
    """A label in one line if it fits, else in two that are as even as its words allow."""
    label = settable(label, face)
    words = label.split()
    if measure(label, face, size) <= width or len(words) < 2:
        return [label]
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(cuts, key=lambda pair: max(measure(row, face, size) for row in pair)))


def heading(context: DrawingContext, words: str, y: float, size: float = 84) -> None:
    """Draw what a diagram is about above it, in italics, if the sentence says it."""
    if words:
        words = words[:1].upper() + words[1:]
        text(context.canvas, words, W / 2, y, size, context.scheme.text, face="serif", width=840)


def sheet(context: DrawingContext, path: object, colour: object) -> None:
    """Draw a shape as cut paper: a soft shadow below it, then the shape in this paint."""
    context.canvas.drawPath(moved(path, 8, 26), blur(fade(context.tones.night, 0.42), 22))
    context.canvas.drawPath(path, colour)


def disc(context: DrawingContext, x: float, y: float, radius: float, colour: Colour, *, edge: bool = True) -> None:
    """Draw a disc as cut paper, with a paper edge."""
    canvas, tones = context.canvas, context.tones
    canvas.drawCircle(x + radius * 0.03, y + radius * 0.1, radius, blur(fade(tones.night, 0.45), max(3, radius * 0.1)))
    if edge:
        canvas.drawCircle(x, y, radius, fill(tones.paper))
    inset = min(14.0, radius * 0.07) if edge else 0.0
    canvas.drawCircle(x, y, radius - inset, fill(colour))


def shelf(context: DrawingContext, left: float, right: float, y: float) -> None:
    """Draw the line on which the bars and discs of a diagram stand."""
    context.canvas.drawLine(left, y, right, y, line(context.scheme.text, 9))


def muted(context: DrawingContext) -> Colour:
    """The colour of what a diagram does not count, on any ground."""
    return fade(context.scheme.text, 0.24)
