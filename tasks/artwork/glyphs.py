"""Turns one-colour glyphs into illustrations: cut out of paper, coloured in, shaded on one side."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from tasks.artwork.canvas import Canvas, Path, blur, fill, font, gradient, line, moved, polygon, typeface
from tasks.artwork.drawn import DRAWN
from tasks.artwork.faces import Face
from tasks.artwork.palettes import Colour, Scheme, Tones, fade

SIDE, MARGIN = 340, 50  # pixels of a glyph that is looked at
BRIDGES = (9, 18)  # half the width of the gaps in a line that are closed, in pixels of a glyph of 240 pixels
SOLID, MOSTLY = 18, 0.6  # of a body: half the width where it is widest, in the same pixels, and its share of the ink
MIN_HOLES = 0.42  # share of holes in the silhouette from which a glyph counts as a line drawing


@dataclass(frozen=True)
class Glyph:
    """A glyph's shapes in a unit box centred on the origin.

    `holes` are the shapes inside, largest first, each with its share of the silhouette's area. If the lines of a line
    drawing are not closed, an empty first hole stands for its body.
    """

    outline: Path  # the glyph itself
    silhouette: Path  # what its outer edge encloses
    holes: tuple[tuple[Path, float], ...]
    line_art: bool  # a line drawing, to be coloured in


@cache
def glyph(icon: str) -> Glyph:
    """The glyph of an icon, which is named by font and code point: "emoji:1f419" or "icons:f0b5f".

    "drawn:0" is the first of our own drawings.
    """
    drawn = _raw(icon)
    raw = skia.Simplify(drawn) or drawn  # strokes that lie over one another would be taken for holes in each other
    bounds = raw.computeTightBounds()
    scale = 1 / max(bounds.width(), bounds.height(), 1e-6)
    raw = moved(raw, -bounds.centerX() * scale, -bounds.centerY() * scale, scale)
    parts = _contours(raw)
    depth = [sum(_is_within(part, other) for other in parts) for part in parts]
    silhouette = skia.Path()
    for part, level in zip(parts, depth, strict=True):
        if level == 0:
            silhouette.addPath(part)
    whole = _closed(silhouette)
    is_open = _area_of(whole) > 1.35 * _area_of(silhouette) and not _is_solid(raw)
    if is_open:
        silhouette = skia.Op(silhouette, whole, skia.kUnion_PathOp) or whole
    total = sum(_area(part) for part, level in zip(parts, depth, strict=True) if level == 0) or 1.0
    holes = sorted(
        ((part, _area(part) / total) for part, level in zip(parts, depth, strict=True) if level % 2),
        key=lambda pair: -pair[1],
    )
    if is_open:  # the open line encloses the body; its closed holes are details
        return Glyph(raw, silhouette, ((skia.Path(), 0.0), *holes), line_art=True)
    return Glyph(raw, silhouette, tuple(holes), sum(share for _, share in holes) > MIN_HOLES)


def _raw(icon: str) -> Path:
    face, _, code = icon.partition(":")
    if face == "drawn":
        return list(DRAWN.values())[int(code, 16)]()
    name: Face = "emoji" if face == "emoji" else "icons"
    return font(name, 1000).getPath(typeface(name).unicharToGlyph(int(code, 16)))


def _inked(path: Path) -> NDArray[np.uint8]:
    """1 where the path is, on a square of SIDE pixels with a MARGIN around its box."""
    surface = skia.Surface(SIDE, SIDE)
    canvas = surface.getCanvas()
    canvas.translate(SIDE / 2, SIDE / 2)
    canvas.scale(SIDE - 2 * MARGIN, SIDE - 2 * MARGIN)
    canvas.drawPath(path, fill(0xFFFFFFFF))
    return np.asarray(surface.makeImageSnapshot().toarray()[..., 3] > 96, np.uint8)


def _brush(radius: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def _is_solid(outline: Path) -> bool:
    """Whether a glyph is a body, whose gaps lie between its limbs, and not a line around one."""
    drawn = _inked(outline)
    thick = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, _brush(BRIDGES[0]))
    thickest = float(cv2.distanceTransform(drawn, cv2.DIST_L2, 5).max())
    return thickest > SOLID and float(thick.sum()) > MOSTLY * float(drawn.sum())


def _closed(silhouette: Path) -> Path:
    """The area that a line drawing encloses once the small gaps in its line are closed."""
    drawn = inside = _inked(silhouette)
    for bridge in BRIDGES:
        brush = _brush(bridge)
        bridged = np.asarray(cv2.dilate(drawn, brush), np.uint8)
        cv2.floodFill(bridged, None, (0, 0), 2)
        wider = np.asarray(cv2.erode((bridged != 2).astype(np.uint8), brush), np.uint8)
        # A wider bridge counts only if it closes a further area: otherwise it just rounds off corners.
        if wider.sum() > 1.3 * inside.sum():
            inside = wider
    path = skia.Path()
    for contour in cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]:
        points = cv2.approxPolyDP(contour, 0.7, closed=True)[:, 0]
        if len(points) > 2:
            path.addPath(polygon((points + 0.5 - SIDE / 2) / (SIDE - 2 * MARGIN)))
    return path


def _area_of(path: Path) -> float:
    """The share of the unit box that a path covers, counted in pixels: right for overlapping contours too."""
    surface = skia.Surface(96, 96)
    canvas = surface.getCanvas()
    canvas.translate(48, 48)
    canvas.scale(96, 96)
    canvas.drawPath(path, fill(0xFFFFFFFF))
    return float(surface.makeImageSnapshot().toarray()[..., 3].mean() / 255)


def _contours(path: Path) -> list[Path]:
    """The path's contours as paths of their own, without degenerate ones."""
    parts: list[Path] = []
    pen = skia.Path.Iter(path, False)
    while (step := pen.next())[0] != skia.Path.kDone_Verb:
        verb, points = step
        if verb == skia.Path.kMove_Verb:
            parts.append(skia.Path())
            parts[-1].moveTo(points[0])
        elif verb == skia.Path.kLine_Verb:
            parts[-1].lineTo(points[1])
        elif verb == skia.Path.kQuad_Verb:
            parts[-1].quadTo(points[1], points[2])
        elif verb == skia.Path.kCubic_Verb:
            parts[-1].cubicTo(points[1], points[2], points[3])
        elif verb == skia.Path.kConic_Verb:
            parts[-1].conicTo(points[1], points[2], pen.conicWeight())
        elif verb == skia.Path.kClose_Verb:
            parts[-1].close()
    return [part for part in parts if part.countPoints() > 2]


def _is_within(contour: Path, other: Path) -> bool:
    """Whether a contour lies within another, which it may touch but does not cross."""
    if contour is other or not other.getBounds().intersects(contour.getBounds()):
        return False
    points = contour.getPoints(contour.countPoints())
    within = sum(bool(other.contains(point.x(), point.y())) for point in points)
    return 2 * within > len(points)


def _area(contour: Path) -> float:
    return polygon_area(np.array([(p.x(), p.y()) for p in contour.getPoints(contour.countPoints())]))


def polygon_area(points: NDArray[np.float64]) -> float:
    """The area of a polygon whose corners have shape (n, 2)."""
    x, y = points[:, 0], points[:, 1]
    return float(abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2)


def flat(canvas: Canvas, icon: str, x: float, y: float, size: float, colour: Colour, *, solid: bool = False) -> None:
    """Draw the glyph in one colour, `size` wide or high and centred on (x, y); `solid` fills its holes."""
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(size, size)
    canvas.drawPath(glyph(icon).silhouette if solid else glyph(icon).outline, fill(colour))
    canvas.restore()


def art(
    canvas: Canvas, icon: str, x: float, y: float, size: float, tones: Tones, scheme: Scheme, *, angle: float = 0.0
) -> None:
    """Draw the glyph as paper-cut art: two shadows, a white edge, coloured regions, a crescent of shade.

    It is `size` wide or high, centred on (x, y) and turned clockwise by `angle` degrees.
    """
    shape = glyph(icon)
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(angle)
    canvas.scale(size, size)
    canvas.drawPath(moved(shape.silhouette, 0.03, 0.075), blur(fade(tones.night, 0.45), 0.045))
    canvas.drawPath(moved(shape.silhouette, 0.008, 0.02), blur(fade(tones.night, 0.5), 0.010))
    edge = tones.paper if scheme.ground != "paper" else 0xFFFFFFFF
    canvas.drawPath(shape.silhouette, line(edge, 0.062 if shape.line_art else 0.05))
    canvas.drawPath(shape.silhouette, fill(edge))
    if shape.line_art:
        _colour_in(canvas, shape, tones, scheme)
    else:
        _layer(canvas, shape, tones, scheme)
    canvas.restore()


def _colour_in(canvas: Canvas, shape: Glyph, tones: Tones, scheme: Scheme) -> None:
    """Draw a line drawing: fills its regions like a colouring book and keeps its lines dark."""
    bounds = shape.silhouette.computeTightBounds()
    canvas.drawPath(shape.silhouette, gradient(*scheme.body, bounds.top(), bounds.bottom()))
    for number, (hole, share) in enumerate(shape.holes[1:]):
        small_or_large = share > 0.22 or share < 0.02
        colour = tones.paper if share < 0.006 else tones.pale if small_or_large else scheme.accents[number % 2]
        canvas.drawPath(hole, fill(colour))
    _shade(canvas, shape.silhouette, shape.silhouette, tones)
    canvas.drawPath(shape.outline, fill(tones.night))


def _layer(canvas: Canvas, shape: Glyph, tones: Tones, scheme: Scheme) -> None:
    """Draw a solid glyph: its body in colour, its holes as what lies behind, light on one edge."""
    bounds = shape.silhouette.computeTightBounds()
    canvas.drawPath(shape.silhouette, fill(tones.deep))
    # Behind one large hole lies what is behind the next: a globe's lands are of one colour.
    least = 0.075 if shape.holes and shape.holes[0][1] > 0.12 else 0.12
    for number, (hole, share) in enumerate(shape.holes):
        pair = number and abs(share / shape.holes[number - 1][1] - 1) < 0.02  # two eyes have one colour
        accent = scheme.accents[0 if pair and number == 1 else number % 2]
        canvas.drawPath(hole, fill(tones.deep if share > least else accent))
    canvas.drawPath(shape.outline, gradient(*scheme.body, bounds.top(), bounds.bottom()))
    canvas.save()
    canvas.clipPath(shape.outline, doAntiAlias=True)
    _shade(canvas, shape.silhouette, shape.outline, tones)
    light = skia.Op(shape.silhouette, moved(shape.silhouette, 0.018, 0.028), skia.kDifference_PathOp)
    if light:
        canvas.drawPath(light, fill(0x59FFFFFF))
    canvas.restore()


def _shade(canvas: Canvas, shape: Path, clip: Path, tones: Tones) -> None:
    """Darken the lower right edge of a shape, where `clip` allows."""
    crescent = skia.Op(shape, moved(shape, -0.035, -0.05), skia.kDifference_PathOp)
    if crescent:
        canvas.save()
        canvas.clipPath(clip, doAntiAlias=True)
        canvas.drawPath(crescent, fill(fade(tones.night, 0.22)))
        canvas.restore()
