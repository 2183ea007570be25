"""Drawing in a design space of 1080 x 1920, whatever the picture's size: paints, type and shapes over Skia."""

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import skia

from tasks.artwork.palettes import Colour

W, H = 1080, 1920
FLOOR = 1215  # where the floor begins: subjects stand above it, captions are read on it

FACES = {
    "display": ("fontpkg_anton", "files/Anton-Regular.ttf"),
    "serif": ("fontpkg_instrument_serif", "files/InstrumentSerif-Italic.ttf"),
    "label": ("fontpkg_dm_mono", "files/DMMono-Medium.ttf"),
    "emoji": ("manimgx_fonts", "NotoEmoji[wght].ttf"),
    "icons": ("fonticon_mdi7", "fonts/materialdesignicons-webfont.ttf"),
}
Face = Literal["display", "serif", "label", "emoji", "icons"]
Canvas = Any  # skia.Canvas: skia-python has no types
Path = Any  # skia.Path


@cache
def typeface(face: Face) -> Any:
    package, name = FACES[face]
    return skia.Typeface.MakeFromFile(str(files(package)) + "/" + name)


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
    """The text with nothing in it that the face lacks: accents fall away, what still cannot be set is left out."""
    known = typeface(face)
    out = []
    for char in text:
        if known.unicharToGlyph(ord(char)):
            out.append(char)
            continue
        plain = [c for c in unicodedata.normalize("NFKD", char) if known.unicharToGlyph(ord(c))]
        out += plain
    return " ".join("".join(out).split())


def font(face: Face, size: float) -> Any:
    made = skia.Font(typeface(face), size)
    made.setSubpixel(True)
    made.setHinting(skia.FontHinting.kNone)
    return made


def measure(text: str, face: Face, size: float) -> float:
    return float(font(face, size).measureText(text))


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
    anchor: Literal["left", "centre", "right"] = "centre",
    track: float = 0.0,
) -> tuple[float, float]:
    """One line on baseline y, set smaller where it would pass `width`; gives its width and the size it was set in."""
    said = settable(said, face)
    wide = measure(said, face, size) + track * max(0, len(said) - 1)
    if width and wide > width:
        size *= width / wide
        wide = measure(said, face, size) + track * max(0, len(said) - 1)
    x -= {"left": 0.0, "centre": wide / 2, "right": wide}[anchor]
    made = font(face, size)
    if not track:
        canvas.drawString(said, x, y, made, fill(colour))
    else:
        for char in said:
            canvas.drawString(char, x, y, made, fill(colour))
            x += float(made.measureText(char)) + track
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
