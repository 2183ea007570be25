"""Paints, type and shapes over Skia, in design units: a tall picture is 1080 x 1920 units at any size in pixels."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

import skia

from tasks.artwork.faces import FACES, LANGUAGE, Face, line_face, settable
from tasks.artwork.palettes import Colour
from tasks.domain.words import join_words
from tasks.machine.media import typefaces
from tasks.machine.media.typefaces import FontRun, characters, line_runs, runs

W, H = 1080, 1920
FLOOR = 1215  # y at which the floor begins: subjects stand above it, captions on it

HEAVY = 900  # weight of other scripts beside the display face, or the most that their font has
UNIT = 100.0  # font size at which shaped text is measured
Anchor = Literal["left", "centre", "right"]
Canvas = Any  # skia.Canvas: skia-python has no types
Path = Any  # skia.Path


def typeface(face: Face) -> Any:
    """The skia.Typeface of a face."""
    return _opened(FACES[face])


@cache
def _opened(face: typefaces.Face) -> Any:
    opened = skia.Typeface.MakeFromFile(str(face.path), face.index)
    if not face.weight:
        return opened
    position = skia.FontArguments.VariationPosition
    # Skia copies neither axes nor place, so both must stay alive until makeClone returns.
    axes = position.Coordinates([position.Coordinate(int.from_bytes(b"wght", "big"), face.weight)])
    place = position(axes)
    return opened.makeClone(skia.FontArguments().setVariationDesignPosition(place))


def fill(colour: Colour, **more: Any) -> Any:
    """A paint that fills; `more` are attributes of skia.Paint."""
    return skia.Paint(AntiAlias=True, Color=colour, **more)


def line(colour: Colour, width: float, **more: Any) -> Any:
    """A paint for lines of this width with round ends."""
    round_ends = {"StrokeCap": skia.Paint.kRound_Cap, "StrokeJoin": skia.Paint.kRound_Join}
    return skia.Paint(
        AntiAlias=True, Color=colour, Style=skia.Paint.kStroke_Style, StrokeWidth=width, **round_ends, **more
    )


def dashed(colour: Colour, width: float, on: float, off: float) -> Any:
    """A paint for lines with dashes of length `on` and gaps of length `off`."""
    return line(colour, width, PathEffect=skia.DashPathEffect.Make([on, off], 0))


def blur(colour: Colour, sigma: float) -> Any:
    """A paint that fills with blurred edges, as for shadows.

    Of a plain colour, Skia would cut off fractions of a level of all that shines through; of a gradient, it rounds.
    """
    soft = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, sigma)
    return fill(0xFF000000, Shader=skia.GradientShader.MakeLinear([(0, 0), (0, H)], [colour, colour]), MaskFilter=soft)


def gradient(top_colour: Colour, bottom_colour: Colour, top: float, bottom: float) -> Any:
    """A paint with a vertical gradient between the heights `top` and `bottom`."""
    shader = skia.GradientShader.MakeLinear([(0, top), (0, bottom)], [top_colour, bottom_colour])
    return skia.Paint(AntiAlias=True, Dither=True, Shader=shader)


def box(left: float, top: float, right: float, bottom: float) -> Any:
    """A skia.Rect."""
    return skia.Rect.MakeLTRB(left, top, right, bottom)


def moved(path: Path, dx: float, dy: float, scale: float = 1.0) -> Path:
    """A copy of the path, scaled about the origin and then moved."""
    out = skia.Path()
    path.transform(skia.Matrix([scale, 0, dx, 0, scale, dy, 0, 0, 1]), out)
    return out


def sides(canvas: Canvas) -> tuple[float, float]:
    """The canvas's left and right edges in design units: outside 0 and W if the picture is not tall."""
    bounds = canvas.getLocalClipBounds()
    return float(bounds.left()), float(bounds.right())


def polygon(points: Any, *, close: bool = True) -> Path:
    """A path through (x, y) points."""
    path = skia.Path()
    path.addPoly([(float(x), float(y)) for x, y in points], close)
    return path


def font(face: Face, size: float) -> Any:
    """A skia.Font, unhinted, so that type scales with the picture."""
    return _font(FACES[face], size)


def _font(face: typefaces.Face, size: float) -> Any:
    skia_font = skia.Font(_opened(face), size)
    skia_font.setSubpixel(True)
    skia_font.setHinting(skia.FontHinting.kNone)
    return skia_font


@dataclass(frozen=True)
class Piece:
    """A run of a line in one font.

    `scale`, a share of the line's font size, makes its capitals as high as those of the line's own face. `shaped` text
    needs a shaper, because its letters join or run from right to left.
    """

    run: FontRun
    scale: float
    shaped: bool

    def width(self, size: float) -> float:
        """Its width in a line of this font size."""
        if self.shaped:
            return _extent(self.run)[0] * size * self.scale
        return float(_font(self.run.face, size).measureText(self.run.text))

    def draw(self, canvas: Canvas, x: float, y: float, size: float, paint: Any) -> None:
        """Draw it from x on baseline y, in a line of this font size."""
        skia_font = _font(self.run.face, size * self.scale)
        if self.shaped:
            # Skia places a shaped blob by its ascent, other text by its baseline.
            canvas.drawTextBlob(_blob(self.run, skia_font), x, y + skia_font.getMetrics().fAscent, paint)
        else:
            canvas.drawString(self.run.text, x, y, skia_font, paint)


def _pieces(string: str, face: Face, *, right_to_left: bool = False) -> list[Piece]:
    """A line as pieces from left to right. `right_to_left` is the direction of the line."""
    own, language = FACES[face], LANGUAGE.get()
    fine = face != "display"
    first = line_face(string, own, language) if fine else own
    if not right_to_left and first == own and all(ord(char) in characters(own) for char in string):
        return [Piece(FontRun(string, own, "ltr"), 1.0, shaped=False)]
    return [_piece(run, face) for run in runs(string, first, right_to_left=right_to_left, language=language)]


def word_pieces(words: Sequence[str], face: Face, *, right_to_left: bool = False) -> list[tuple[int, Piece]]:
    """A line of words as pieces from left to right, each with the number of its word; spaces have -1."""
    own, language = FACES[face], LANGUAGE.get()
    first = own if face == "display" else line_face(join_words(words), own, language)
    laid = line_runs(tuple(words), first, right_to_left=right_to_left, language=language)
    return [(number, _piece(run, face)) for number, run in laid]


def _piece(run: FontRun, face: Face) -> Piece:
    own = FACES[face]
    if face == "display" and run.face != own:
        run = run._replace(face=replace(run.face, weight=HEAVY))
    scale = _capitals(own) / _capitals(run.face)
    return Piece(run, scale, shaped=run.face != own or run.direction == "rtl")


@cache
def _capitals(face: typefaces.Face) -> float:
    """The height of capitals as a share of the font size; for a script without capitals, as its font states it."""
    return float(_font(face, UNIT).getMetrics().fCapHeight) / UNIT


def _blob(run: FontRun, skia_font: Any) -> Any:
    return skia.TextBlob.MakeFromShapedText(run.text, skia_font, run.direction == "ltr")


@lru_cache(maxsize=4096)
def _extent(run: FontRun) -> tuple[float, float, float]:
    """A shaped run's advance, and its reach above and below the baseline, as shares of the font size."""
    skia_font = _font(run.face, UNIT)
    blob = _blob(run, skia_font)
    glyphs, part, iterator = [], skia.TextBlob.Iter.Run(), skia.TextBlob.Iter(blob)
    while iterator.next(part):
        glyphs += part.fGlyphIndices
    bounds, ascent = blob.bounds(), skia_font.getMetrics().fAscent
    above, below = -(bounds.top() + ascent), bounds.bottom() + ascent
    return sum(skia_font.getWidths(glyphs)) / UNIT, above / UNIT, below / UNIT


def measure(text: str, face: Face, size: float) -> float:
    """The width of a line."""
    return sum(piece.width(size) for piece in _pieces(text, face))


def reach(text: str, face: Face) -> tuple[float, float]:
    """How far accents and letters from fallback faces reach above and below the baseline, as shares of the font size.

    0 if the text has none: layouts know the plain letters of the face itself.
    """
    foreign = [piece for piece in _pieces(text, face) if piece.run.face != FACES[face]]
    above = max((_extent(piece.run)[1] * piece.scale for piece in foreign), default=0.0)
    above = max(above, max((_accented(char, face) for char in text if char.isalpha()), default=0.0))
    return above, max((_extent(piece.run)[2] * piece.scale for piece in foreign), default=0.0)


@cache
def _accented(letter: str, face: Face) -> float:
    """How far a capital with an accent reaches above the baseline in this face; 0 for any other letter."""
    if (
        not letter.isupper()
        or len(unicodedata.normalize("NFD", letter)) < 2
        or ord(letter) not in characters(FACES[face])
    ):
        return 0.0
    own = _font(FACES[face], UNIT)
    return -float(own.getBounds(own.textToGlyphs(letter))[0].top()) / UNIT


def text(
    canvas: Canvas,
    string: str,
    x: float,
    y: float,
    size: float,
    colour: Colour,
    *,
    face: Face = "display",
    width: float = 0.0,
    anchor: Anchor = "centre",
    track: float = 0.0,
    right_to_left: bool = False,
) -> tuple[float, float]:
    """Draw one line on baseline y, smaller if it would exceed `width`; gives (its width, the font size used).

    `track` widens the gaps between letters, if the face has all of them: letters of other scripts may join.
    """
    string = settable(string, face)
    pieces = _pieces(string, face, right_to_left=right_to_left)
    if any(piece.shaped for piece in pieces):
        track = 0.0

    def wide_at(size: float) -> float:
        return sum(piece.width(size) for piece in pieces) + track * max(0, len(string) - 1)

    wide = wide_at(size)
    if width and wide > width:
        size *= width / wide
        wide = wide_at(size)
    x -= {"left": 0.0, "centre": wide / 2, "right": wide}[anchor]
    if track:
        skia_font = font(face, size)
        for char in string:
            canvas.drawString(char, x, y, skia_font, fill(colour))
            x += float(skia_font.measureText(char)) + track
        return wide, size
    for piece in pieces:
        piece.draw(canvas, x, y, size, fill(colour))
        x += piece.width(size)
    return wide, size


def pill(
    canvas: Canvas, word: str, x: float, y: float, colour: Colour, ground: Colour, size: float = 38, width: float = 820
) -> None:
    """Draw a word on a rounded tab, centred on (x, y); the word is at most `width` units wide."""
    word = settable(word, "label")
    wide = measure(word, "label", size) + 2 * max(0, len(word) - 1)
    if wide > width:
        size *= width / wide
        wide = width
    high = size * 1.75
    tab = skia.Rect.MakeXYWH(x - wide / 2 - size * 0.8, y - high / 2, wide + size * 1.6, high)
    canvas.drawRoundRect(tab.makeOffset(0, 6), high / 2, high / 2, blur(0x59000000, 6))
    canvas.drawRoundRect(tab, high / 2, high / 2, fill(ground))
    text(canvas, word, x, y + size * 0.34, size, colour, face="label", track=2)
