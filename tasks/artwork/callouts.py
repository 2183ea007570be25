"""Writes what a sentence states over its photograph: a figure, a year, a share or a place, on a plate of its own.

A photograph shows a thing, but not how many, how much or when. The plate says it as the sentence does, comes in on its
word, and stands in the upper half, beside what people look at: where there is no such room, there is no callout.
"""

import io
from dataclasses import dataclass
from functools import partial
from typing import Literal

import cv2
import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tasks.artwork.canvas import Canvas, blur, box, fill, measure, text
from tasks.artwork.cards import frame, store_jpeg, unit_of
from tasks.artwork.faces import Face, in_capitals, in_language
from tasks.artwork.figures import Figure
from tasks.artwork.glyphs import art
from tasks.artwork.layers import LayerCutter, laid_over, rightwards, stored
from tasks.artwork.layouts.common import figure_lines, spoken
from tasks.artwork.layouts.place import PIN
from tasks.artwork.palettes import fade, scheme, tones
from tasks.artwork.plan import CardPlan, DrawingContext
from tasks.artwork.relations import Part, Relation
from tasks.artwork.sentence import read_sentence
from tasks.domain.film.choreography import said_at
from tasks.domain.story import Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Frozen, replaced
from tasks.domain.words import split_words
from tasks.machine.media.framing import attention
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore

SIZE = 190.0  # font size of the digits, in design units
WIDEST = 680.0  # of a line
SIDE, ABOVE, BETWEEN, BAR = 54.0, 46.0, 26.0, 30.0  # the plate's padding, the gap of its lines, the bar's height
PLATE = 0.9  # opacity
MARGIN_ACROSS, MARGIN_TOP = 0.13, 0.125  # of the picture: what a player's buttons and the camera's moves take
COVERED = 0.14  # share of the subjects that a plate may hide; above it, it stands elsewhere or not at all
STEP = 0.015  # of what two places hide, below which they are as good
CLEAR = 30.0  # design units around a plate that count as hidden, too
ROWS = 13  # heights that are tried


class Callout(Frozen):
    """What a plate says: its figure as said, with the words above and below it; `said` is the word it comes in on.

    `share` (0 to 1) is drawn to scale as a bar; 0 draws none. An amount `counts` up; a year would pass other years.
    """

    kind: Literal["figure", "share", "place"]
    figure: Part
    said: str
    share: float = 0.0
    counts: bool = False


def callout_in(sentence: str, language: str = "en") -> Callout | None:
    """What a sentence states beyond doubt and a plate can say; None if that is nothing, or is said in other words."""
    mentions = read_sentence(sentence, language)
    found: Callout | None = None
    if mentions.relation and mentions.relation.kind == "share":
        found = _share(mentions.relation)
    elif mentions.figure:
        found = _figure(mentions.figure)
    elif mentions.place:
        part = Part(text=mentions.place)
        found = Callout(kind="place", figure=part, said=mentions.place.split()[0])
    words = [(word, at) for at, word in enumerate(split_words(sentence))]
    # A time "at nine in the evening" is written 9:00: there is no word to come in on.
    return found if found and said_at(found.said, words) is not None else None


def _share(relation: Relation) -> Callout:
    part = relation.parts[0]
    return Callout(
        kind="share",
        figure=part,
        said=spoken(part),
        share=min(1.0, part.value / max(1, relation.whole)),
        counts=relation.whole == 100,
    )


def _figure(figure: Figure) -> Callout:
    unit = f"{figure.unit}." if figure.unit in {"a.m", "p.m"} else figure.unit
    part = Part(text=f"{figure.qualifier} {figure.text}".strip(), unit=unit)
    share = figure.value / 100 if figure.kind == "percent" else 0.0
    return Callout(
        kind="share" if share else "figure",
        figure=part,
        said=figure.text.split()[0],
        share=share,
        counts=figure.kind not in {"year", "clock"},
    )


def annotated(
    picture: Picture, callout: Callout | None, sentence: str, card: CardPlan, output: OutputSpec, store: AssetStore
) -> Picture:
    """The photograph, or the one of several that is seen when the callout is said, with the callout over it.

    A drawn card says by itself what its sentence states. A panorama moves too far for a plate to stay in view. Of a
    clip, the frame that stands for it says where there is room.
    """
    if callout is None or picture.origin == "drawn":
        return picture
    words = [(word, at) for at, word in enumerate(split_words(sentence))]
    turn = (said_at(callout.said, words) or 0) * (1 + len(picture.then)) // max(1, len(words))
    if turn:
        others = list(picture.then)
        others[turn - 1] = _annotated(others[turn - 1], callout, card, output, store)
        return replaced(picture, then=tuple(others))
    return _annotated(picture, callout, card, output, store)


def _annotated(picture: Picture, callout: Callout, card: CardPlan, output: OutputSpec, store: AssetStore) -> Picture:
    if picture.bare is not None or max(picture.reach) > 1.0:
        return picture
    width, height = picture_size(output)
    with Image.open(io.BytesIO(store.read(picture.image))) as image:
        pixels = np.ascontiguousarray(np.asarray(image.convert("RGB"))[..., ::-1])
        seen = _Seen.of(image)
    cutter = LayerCutter(width, height, frame)
    with in_language(card.language):
        plate = _Plate.of(callout)
        at = _room(plate, cutter.blank(), seen)
        if at is None:
            return picture
        dark = scheme(card.palette, "night")
        context = DrawingContext(
            cutter.blank(), card, tones(card.palette), dark, np.random.default_rng(card.seed), cutter
        )
        plate.draw(context, *at)
    flat = laid_over(pixels, cutter.layers)
    return replaced(
        picture,
        image=store_jpeg(flat, store, quality=95),
        bare=picture.image,
        sky=picture.sky or picture.image,
        elements=(*picture.elements, *(stored(layer, store) for layer in cutter.layers)),
        unit=unit_of(width, height),
    )


@dataclass(frozen=True)
class _Line:
    words: str
    face: Face
    size: float  # font size, in design units
    high: float  # the height that it takes

    @classmethod
    def of(cls, words: str, face: Face, size: float) -> "_Line":
        words = in_capitals(words) if face == "display" else words
        fitting = size * min(1.0, WIDEST / max(1.0, measure(words, face, size)))
        return cls(words, face, fitting, fitting * (0.88 if face == "display" else 0.8))


@dataclass(frozen=True)
class _Plate:
    """A plate of `width` x `height` design units and its lines, from above."""

    callout: Callout
    lines: tuple[_Line, ...]
    width: float
    height: float

    @classmethod
    def of(cls, callout: Callout) -> "_Plate":
        rows = figure_lines(callout.figure, SIZE)
        if callout.kind == "place":
            rows = [(callout.figure.text, "display", SIZE * 0.62)]
        if callout.figure.label:
            rows.append((callout.figure.label, "serif", 66.0))
        lines = tuple(_Line.of(*row) for row in rows)
        across = max(measure(one.words, one.face, one.size) for one in lines)
        if callout.kind == "place":
            across += lines[0].high * 1.1
        down = sum(one.high for one in lines) + BETWEEN * (len(lines) - 1)
        if callout.share:
            across, down = max(across, 420.0), down + BETWEEN + BAR
        return cls(callout, lines, across + 2 * SIDE, down + 2 * ABOVE)

    def draw(self, context: DrawingContext, left: float, top: float) -> None:
        """Draw it with its upper left corner there, as elements: the plate, its lines, its bar."""
        said, middle = self.callout.said, left + self.width / 2
        plate = skia.Rect.MakeXYWH(left, top, self.width, self.height)
        with context.element("rise", said, (middle, top + self.height / 2)) as part:
            part.canvas.drawRoundRect(plate.makeOffset(0, 14), 40, 40, blur(fade(part.tones.night, 0.5), 18))
            part.canvas.drawRoundRect(plate, 40, 40, fill(fade(part.tones.night, PLATE)))
        at = top + ABOVE
        for line in self.lines:
            at += line.high
            self._line(context, line, middle, at)
            at += BETWEEN
        if self.callout.share:
            self._bar(context, left + SIDE, at, self.width - 2 * SIDE)

    def _line(self, context: DrawingContext, line: _Line, x: float, y: float) -> None:
        said, loud = self.callout.said, line.face == "display"
        colour = context.scheme.loud if loud else context.scheme.text
        middle = x, y - line.high / 2
        if self.callout.kind == "place":
            pin = x - self.width / 2 + SIDE + line.high * 0.42
            with context.element("pin", said, (pin, y), after=4) as part:
                art(part.canvas, PIN, pin, y - line.high / 2, line.high * 1.15, part.tones, part.scheme)
            x += line.high * 0.55
        if loud and self.callout.counts:
            write = partial(_written, line=line, x=x, y=y, colour=colour)
            context.counting(write, line.words, said=said, at=middle)
            return
        with context.element("rise", said, middle, after=3) as part:
            _written(part, line.words, line=line, x=x, y=y, colour=colour)

    def _bar(self, context: DrawingContext, left: float, top: float, width: float) -> None:
        """The share of a whole as a bar, to scale."""
        said, middle, end = self.callout.said, (left + width / 2, top + BAR / 2), left + width * self.callout.share
        with context.element("rise", said, middle) as part:
            part.canvas.drawRoundRect(
                box(left, top, left + width, top + BAR), BAR / 2, BAR / 2, fill(fade(part.scheme.text, 0.25))
            )
        with context.element("fill", said, middle, matte=rightwards(left, end)) as part:
            part.canvas.save()
            part.canvas.clipRect(box(left, top, end, top + BAR), doAntiAlias=True)
            part.canvas.drawRoundRect(box(left, top, left + width, top + BAR), BAR / 2, BAR / 2, fill(part.scheme.loud))
            part.canvas.restore()


def _written(context: DrawingContext, words: str, *, line: _Line, x: float, y: float, colour: int) -> None:
    text(context.canvas, words, x, y, line.size, colour, face=line.face, width=WIDEST)


@dataclass(frozen=True)
class _Seen:
    """Where a picture's subjects are, and its details: shares of their sums on a small grid."""

    focus: tuple[float, float]
    clear: bool
    subjects: NDArray[np.float64]  # integrals, of one more row and column
    details: NDArray[np.float64]

    @classmethod
    def of(cls, image: Image.Image) -> "_Seen":
        seen = attention(image)
        rows, columns = seen.weights.shape
        luma = np.asarray(image.convert("L").resize((columns, rows), Image.Resampling.BOX), np.float32)
        edges = np.hypot(cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1))
        return cls(seen.focus, seen.clear, _shares(seen.weights), _shares(edges))

    def hidden(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float]:
        """The shares of the subjects and of the details in a box, whose edges are shares of the picture's sides."""
        rows, columns = (side - 1 for side in self.subjects.shape)
        x, y = (np.clip(np.round(ends), 0, size).astype(int) for ends, size in (
            (np.array([left, right]) * columns, columns), (np.array([top, bottom]) * rows, rows)
        ))  # fmt: skip
        return tuple(
            float(sums[y[1], x[1]] - sums[y[0], x[1]] - sums[y[1], x[0]] + sums[y[0], x[0]])
            for sums in (self.subjects, self.details)
        )  # type: ignore[return-value]


def _shares(weights: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(cv2.integral(weights) / max(1e-6, float(weights.sum())), np.float64)


def _room(plate: _Plate, canvas: Canvas, seen: _Seen) -> tuple[float, float] | None:
    """The upper left corner of the plate where it hides least of what people look at; None if it hides too much.

    In the upper half of the picture: captions stand in the lower one.
    """
    bounds = canvas.getLocalClipBounds()
    wide, high = bounds.width(), bounds.height()
    left, right = bounds.left() + MARGIN_ACROSS * wide, bounds.right() - MARGIN_ACROSS * wide - plate.width
    top, low = bounds.top() + MARGIN_TOP * high, bounds.top() + 0.5 * high - plate.height
    if right < left or low < top:
        return None
    focus = bounds.left() + seen.focus[0] * wide, bounds.top() + seen.focus[1] * high
    best: tuple[int, int] | None = None
    found: tuple[float, float] | None = None
    places = [
        (x, top + (low - top) * row / (ROWS - 1)) for x in ((left + right) / 2, left, right) for row in range(ROWS)
    ]
    for number, (x, y) in enumerate(places):
        across, down = (x - CLEAR, x + plate.width + CLEAR), (y - CLEAR, y + plate.height + CLEAR)
        shares = [(at - bounds.left()) / wide for at in across], [(at - bounds.top()) / high for at in down]
        subjects, details = seen.hidden(shares[0][0], shares[1][0], shares[0][1], shares[1][1])
        if seen.clear and (subjects > COVERED or (across[0] < focus[0] < across[1] and down[0] < focus[1] < down[1])):
            continue
        # Of places that hide about as much, the first: in the middle, and high.
        cost = round((subjects + details) / STEP), number
        if best is None or cost < best:
            best, found = cost, (x, y)
    return found
