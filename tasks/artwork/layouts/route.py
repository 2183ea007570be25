"""A way between two places: on a map with a pin on each, if the atlas knows both, else between two signs."""

import math

import numpy as np
import skia

from tasks.artwork.canvas import Path, box, dashed, fill, pill, polygon, text
from tasks.artwork.faces import in_capitals
from tasks.artwork.glyphs import art, polygon_area
from tasks.artwork.layers import along
from tasks.artwork.layouts.common import Stage, floor, sheet, stage
from tasks.artwork.layouts.layout import Layout, first_things, relates
from tasks.artwork.palettes import fade
from tasks.artwork.places import atlas, locate, places
from tasks.artwork.plan import DrawingContext
from tasks.artwork.relations import Relation

PIN = "icons:f034e"
WIDEST = 150  # degrees of longitude: beyond, the way may cross the map's edge
MARGIN = 0.35  # of the way's extent that the map shows around it
Point = tuple[float, float]


def draw(context: DrawingContext) -> None:
    relation = context.plan.relation
    if relation is None:
        return
    floor(context)
    ground = stage(context.canvas)
    ends = [end for part in relation.parts if (end := _where(part.text))]
    if len(ends) == len(relation.parts) and abs(ends[0][0] - ends[1][0]) < WIDEST:
        with context.element("unfold", at=(ground.middle, (ground.top + ground.bottom) / 2)) as one:
            points = world(one, ends, ground)
        path = way(points)
        said = [part.text.split()[0] for part in relation.parts]
        with context.element("trace", said[-1], points[0], matte=along(path)) as one:
            one.canvas.drawPath(path, dashed(one.tones.night, 12, 4, 30))
        for part, point, word in zip(relation.parts, points, said, strict=True):
            with context.element("pin", word, point) as one:
                pin(one, part.text, point)
    else:
        signs(context, relation, ground)


def world(context: DrawingContext, ends: list[Point], ground: Stage) -> list[Point]:
    """The countries around both places, cut out of paper; gives the places' points on the card."""
    project = _projection(ends, ground)
    canvas, scheme = context.canvas, context.scheme
    window = box(ground.left - 60, ground.top, ground.right + 60, ground.bottom)
    canvas.save()
    frame = skia.Path()
    frame.addRoundRect(window, 48, 48)
    sheet(context, frame, fill(fade(context.tones.night, 0.22)))
    canvas.clipPath(frame, doAntiAlias=True)
    for ring in _rings():
        path = polygon([project(*point) for point in ring])
        if path.getBounds().intersects(window):
            canvas.drawPath(path, fill(scheme.body[0]))
    canvas.restore()
    return [project(*end) for end in ends]


def way(points: list[Point]) -> Path:
    """The way as an arc."""
    (x0, y0), (x1, y1) = points
    path = skia.Path()
    path.moveTo(x0, y0)
    rise = 0.22 * math.hypot(x1 - x0, y1 - y0)
    path.quadTo((x0 + x1) / 2, (y0 + y1) / 2 - rise, x1, y1)
    return path


def pin(context: DrawingContext, place: str, point: Point) -> None:
    """A pin on a place, with its name below."""
    x, y = point
    art(context.canvas, PIN, x, y - 66, 150, context.tones, context.scheme)
    edge = min(max(x, 230), 850)
    pill(context.canvas, in_capitals(place), edge, y + 52, context.tones.paper, context.tones.night, 40, width=320)


def signs(context: DrawingContext, relation: Relation, ground: Stage) -> None:
    """Two signs on posts with a dashed way between them, the second one further and higher."""
    high = (ground.bottom - ground.top) / 2
    feet = [(ground.left + 190, ground.bottom), (ground.right - 190, ground.top + high + 130)]
    path = skia.Path()
    path.moveTo(*feet[0])
    path.cubicTo(ground.right, ground.bottom - 20, ground.left + 60, feet[1][1] + 40, *feet[1])
    said = [part.text.split()[0] for part in relation.parts]
    with context.element("trace", said[-1], feet[0], matte=along(path)) as one:
        one.canvas.drawPath(path, dashed(fade(one.scheme.text, 0.75), 16, 4, 38))
    for number, (part, (x, y)) in enumerate(zip(relation.parts, feet, strict=True)):
        with context.element("pop", said[number], (x, y)) as one:
            sign(one, part.text, x if number else x + 40, y, number)


def sign(context: DrawingContext, place: str, x: float, y: float, number: int) -> None:
    """One place's name on a board that stands on a post."""
    canvas, tones, scheme = context.canvas, context.tones, context.scheme
    canvas.drawRect(box(x - 11, y - 210, x + 11, y), fill(tones.deep if scheme.dark is False else tones.paper))
    board = skia.Path()
    board.addRoundRect(box(x - 230, y - 340, x + 230, y - 180), 26, 26)
    sheet(context, board, fill(tones.paper))
    inner = skia.Path()
    inner.addRoundRect(box(x - 218, y - 328, x + 218, y - 192), 18, 18)
    colour = scheme.body[0] if number else tones.pale
    canvas.drawPath(inner, fill(colour))
    text(canvas, in_capitals(place), x, y - 218, 104, tones.night, width=400)


def _where(place: str) -> Point | None:
    """(longitude, latitude) of a capital, or of the middle of a country; None if the atlas has neither."""
    if place not in places():
        return None
    country, lon, lat = locate(place)
    if not math.isnan(lon):
        return lon, lat
    rings = _country(country)
    largest = max(rings, key=polygon_area)
    middle = largest.mean(0)
    return float(middle[0]), float(middle[1])


def _country(country: str) -> list["np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]:
    geometry = atlas()[country]["geoJSON"]["features"][0]["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [np.array(outer, float)[:, :2] for outer, *_ in polygons]


def _rings() -> list["np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]:
    return [ring for country in atlas() for ring in _country(country)]


def _projection(ends: list[Point], ground: Stage) -> "_Projection":
    return _Projection(np.array(ends), ground)


class _Projection:
    """Maps longitude and latitude (degrees) to the stage, so that both places stand well inside it."""

    def __init__(self, ends: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", ground: Stage) -> None:
        self.middle = ends.mean(0)
        self.squeeze = max(0.3, math.cos(math.radians(float(self.middle[1]))))
        span = np.maximum(np.ptp(ends, axis=0) * (1 + 2 * MARGIN), (9.0, 9.0))
        wide, high = ground.right - ground.left, ground.bottom - ground.top
        self.scale = min(wide / (span[0] * self.squeeze), high / span[1])
        self.x, self.y = ground.middle, (ground.top + ground.bottom) / 2

    def __call__(self, lon: float, lat: float) -> Point:
        return (
            self.x + (lon - float(self.middle[0])) * self.squeeze * float(self.scale),
            self.y - (lat - float(self.middle[1])) * float(self.scale),
        )


LAYOUT = Layout("route", relates("route"), draw, things=first_things(0), shows=frozenset({"relation"}))
