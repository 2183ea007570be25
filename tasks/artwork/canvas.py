"""Drawing in a design space of 1080 x 1920, whatever the picture's size: paints, type and shapes over Skia."""

import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

import skia

from tasks.artwork.palettes import Colour
from tasks.machine.media import typefaces
from tasks.machine.media.typefaces import ANTON, FALLBACKS, FontRun, adds_to_a_letter, characters, has, runs

W, H = 1080, 1920
FLOOR = 1215  # where the floor begins: subjects stand above it, captions are read on it

SIGNS = "ΔΣΩπ"  # Greek letters that Latin faces have alone: a word is not half set in them
FACES = {
    "display": replace(ANTON, without=SIGNS),
    "serif": typefaces.Face("fontpkg_instrument_serif", "files/InstrumentSerif-Italic.ttf"),
    "label": typefaces.Face("fontpkg_dm_mono", "files/DMMono-Medium.ttf", without=SIGNS),
    "emoji": typefaces.Face("manimgx_fonts", "NotoEmoji[wght].ttf"),
    "icons": typefaces.Face("fonticon_mdi7", "fonts/materialdesignicons-webfont.ttf"),
}
UNIT = 100.0  # the size in which shaped text is measured
Face = Literal["display", "serif", "label", "emoji", "icons"]
Anchor = Literal["left", "centre", "right"]
Canvas = Any  # skia.Canvas: skia-python has no types
Path = Any  # skia.Path


def typeface(face: Face) -> Any:
    return _opened(FACES[face])


@cache
def _opened(face: typefaces.Face) -> Any:
    opened = skia.Typeface.MakeFromFile(str(face.path))
    if not face.weight:
        return opened
    position = skia.FontArguments.VariationPosition
    # Skia copies neither: both live until the clone is made.
    axes = position.Coordinates([position.Coordinate(int.from_bytes(b"wght", "big"), face.weight)])
    place = position(axes)
    return opened.makeClone(skia.FontArguments().setVariationDesignPosition(place))


def fill(colour: Colour, **more: Any) -> Any:
    return skia.Paint(AntiAlias=True, Color=colour, **more)


def line(colour: Colour, width: float, **more: Any) -> Any:
    round_ends = {"StrokeCap": skia.Paint.kRound_Cap, "StrokeJoin": skia.Paint.kRound_Join}
    return skia.Paint(
        AntiAlias=True, Color=colour, Style=skia.Paint.kStroke_Style, StrokeWidth=width, **round_ends, **more
    )


def dashed(colour: Colour, width: float, on: float, off: float) -> Any:
    return line(colour, width, PathEffect=skia.DashPathEffect.Make([on, off], 0))


def blur(colour: Colour, sigma: float) -> Any:
    return fill(colour, MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, sigma))


def gradient(top_colour: Colour, bottom_colour: Colour, top: float, bottom: float) -> Any:
    shader = skia.GradientShader.MakeLinear([(0, top), (0, bottom)], [top_colour, bottom_colour])
    return skia.Paint(AntiAlias=True, Dither=True, Shader=shader)


def box(left: float, top: float, right: float, bottom: float) -> Any:
    return skia.Rect.MakeLTRB(left, top, right, bottom)


def moved(path: Path, dx: float, dy: float, scale: float = 1.0) -> Path:
    out = skia.Path()
    path.transform(skia.Matrix([scale, 0, dx, 0, scale, dy, 0, 0, 1]), out)
    return out


def sides(canvas: Canvas) -> tuple[float, float]:
    """The left and right edge of what is drawn on, in design units: beyond 0 and W where the picture is not tall."""
    bounds = canvas.getLocalClipBounds()
    return float(bounds.left()), float(bounds.right())


def polygon(points: Any, *, close: bool = True) -> Path:
    path = skia.Path()
    path.addPoly([(float(x), float(y)) for x, y in points], close)
    return path


def settable(text: str, face: Face) -> str:
    """The text with nothing in it that cannot be set: of Latin letters that the face lacks accents fall away, letters
    of other scripts stay where any face has them, and the rest is left out."""
    own = characters(FACES[face])
    out: list[str] = []
    foreign = False
    for char in text:
        if foreign and adds_to_a_letter(char):
            out.append(char)
            continue
        plain = "" if unicodedata.category(char) == "Sm" else unicodedata.normalize("NFKD", char)  # ≠ is not =
        foreign = False
        if ord(char) in own:
            out.append(char)
        elif plain and ord(plain[0]) in own:
            out += [c for c in plain if ord(c) in own]
        elif not adds_to_a_letter(char):
            foreign = any(has(fallback, char) for fallback in FALLBACKS)
            out.append(char if foreign else "")
    return " ".join("".join(out).split())


def font(face: Face, size: float) -> Any:
    return _font(FACES[face], size)


def _font(face: typefaces.Face, size: float) -> Any:
    made = skia.Font(_opened(face), size)
    made.setSubpixel(True)
    made.setHinting(skia.FontHinting.kNone)
    return made


@dataclass(frozen=True)
class Piece:
    """A run of a line; `scale`, of the line's size, makes its capitals as high as those of the line's own face."""

    run: FontRun
    scale: float
    shaped: bool

    def width(self, size: float) -> float:
        if self.shaped:
            return _extent(self.run)[0] * size * self.scale
        return float(_font(self.run.face, size).measureText(self.run.text))

    def draw(self, canvas: Canvas, x: float, y: float, size: float, paint: Any) -> None:
        made = _font(self.run.face, size * self.scale)
        if self.shaped:
            # A shaped blob hangs from its ascent; other text stands on its baseline.
            canvas.drawTextBlob(_blob(self.run, made), x, y + made.getMetrics().fAscent, paint)
        else:
            canvas.drawString(self.run.text, x, y, made, paint)


def _pieces(said: str, face: Face, *, right_to_left: bool = False) -> list[Piece]:
    own = FACES[face]
    if not right_to_left and all(ord(char) in characters(own) for char in said):
        return [Piece(FontRun(said, own, "ltr"), 1.0, shaped=False)]
    capitals = _capitals(own)
    return [
        Piece(run, capitals / _capitals(run.face), shaped=run.face != own or run.direction == "rtl")
        for run in runs(said, own, right_to_left=right_to_left)
    ]


@cache
def _capitals(face: typefaces.Face) -> float:
    """Their height, of the size; of a script without capitals, what its face says instead."""
    return float(_font(face, UNIT).getMetrics().fCapHeight) / UNIT


def _blob(run: FontRun, made: Any) -> Any:
    return skia.TextBlob.MakeFromShapedText(run.text, made, run.direction == "ltr")


@lru_cache(maxsize=4096)
def _extent(run: FontRun) -> tuple[float, float, float]:
    """A shaped run's advance, and how far it reaches above and below its baseline, of the size."""
    made = _font(run.face, UNIT)
    blob = _blob(run, made)
    glyphs, part, iterator = [], skia.TextBlob.Iter.Run(), skia.TextBlob.Iter(blob)
    while iterator.next(part):
        glyphs += part.fGlyphIndices
    bounds, ascent = blob.bounds(), made.getMetrics().fAscent
    above, below = -(bounds.top() + ascent), bounds.bottom() + ascent
    return sum(made.getWidths(glyphs)) / UNIT, above / UNIT, below / UNIT


def measure(text: str, face: Face, size: float) -> float:
    return sum(piece.width(size) for piece in _pieces(text, face))


def reach(text: str, face: Face) -> tuple[float, float]:
    """How far the letters that the face lacks reach above and below the baseline, of the size; 0 where there are
    none: layouts know their own faces."""
    foreign = [piece for piece in _pieces(text, face) if piece.run.face != FACES[face]]
    above = max((_extent(piece.run)[1] * piece.scale for piece in foreign), default=0.0)
    return above, max((_extent(piece.run)[2] * piece.scale for piece in foreign), default=0.0)


def text(
    canvas: Canvas,
    said: str,
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
    """One line on baseline y, set smaller where it would pass `width`; gives its width and the size it was set in.

    Only a line that is all in the face itself is tracked: letters of other scripts may join.
    """
    said = settable(said, face)
    pieces = _pieces(said, face, right_to_left=right_to_left)
    if any(piece.shaped for piece in pieces):
        track = 0.0

    def wide_at(size: float) -> float:
        return sum(piece.width(size) for piece in pieces) + track * max(0, len(said) - 1)

    wide = wide_at(size)
    if width and wide > width:
        size *= width / wide
        wide = wide_at(size)
    x -= {"left": 0.0, "centre": wide / 2, "right": wide}[anchor]
    if track:
        made = font(face, size)
        for char in said:
            canvas.drawString(char, x, y, made, fill(colour))
            x += float(made.measureText(char)) + track
        return wide, size
    for piece in pieces:
        piece.draw(canvas, x, y, size, fill(colour))
        x += piece.width(size)
    return wide, size


def pill(canvas: Canvas, word: str, x: float, y: float, colour: Colour, ground: Colour, size: float = 38) -> None:
    """A word on a rounded tab, centred on (x, y)."""
    word = settable(word, "label")
    wide = measure(word, "label", size) + 2 * max(0, len(word) - 1)
    if wide > 820:
        size *= 820 / wide
        wide = 820
    high = size * 1.75
    tab = skia.Rect.MakeXYWH(x - wide / 2 - size * 0.8, y - high / 2, wide + size * 1.6, high)
    canvas.drawRoundRect(tab.makeOffset(0, 6), high / 2, high / 2, blur(0x59000000, 6))
    canvas.drawRoundRect(tab, high / 2, high / 2, fill(ground))
    text(canvas, word, x, y + size * 0.34, size, colour, face="label", track=2)
