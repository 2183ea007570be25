"""A country cut out of paper, with a pin on its capital if the sentence names that, and the name on a tab."""

import math

import numpy as np
from numpy.typing import NDArray

from tasks.artwork.canvas import Path, blur, box, gradient, line, moved, pill, polygon
from tasks.artwork.faces import in_capitals
from tasks.artwork.glyphs import art, polygon_area
from tasks.artwork.layers import along
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.places import atlas, locate
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

PIN = "icons:f034e"
X, Y, SIZE = 540, 660, 760


def draw(context: DrawingContext) -> None:
    tones, scheme, name = context.tones, context.scheme, context.plan.place
    said = name.split()[0]
    country, lon, lat = locate(name)
    shape, projection = outline(country)
    edge = tones.paper if scheme.ground != "paper" else 0xFFFFFFFF
    with context.element("draw", said, (X, Y), matte=along(shape, 24)) as part:
        part.canvas.drawPath(shape, line(edge, 14))
    with context.element("unfold", said, (X, Y + 120), after=14) as part:
        canvas = part.canvas
        canvas.drawPath(moved(shape, 14, 46), blur(fade(tones.night, 0.55), 34))
        canvas.drawPath(shape, line(edge, 30))
        canvas.drawPath(shape, gradient(*scheme.body, Y - SIZE / 2, Y + SIZE / 2))
        canvas.save()
        canvas.clipPath(shape, doAntiAlias=True)
        for at in range(-200, 1400, 90):
            canvas.drawLine(at, 0, at - 300, 1400, line(fade(tones.night, 0.08), 26))
        canvas.restore()
    floor(context)
    if not math.isnan(lon):
        x, y = projection(lon, lat)
        with context.element("pin", said, (x, y), after=22) as part:
            part.canvas.drawOval(box(x - 46, y - 12, x + 46, y + 14), blur(fade(tones.night, 0.7), 10))
            art(part.canvas, PIN, x, y - 92, 200, tones, scheme)
    with context.element("pop", said, (X, 1100), depth=1.1, after=18) as part:
        pill(part.canvas, in_capitals(name), X, 1100, tones.paper, tones.night, 54)
    if context.plan.things and math.isnan(lon):
        subject(context, context.plan.things[0], 800, 960, 300, angle=5, entrance="stamp", depth=1.1)


def outline(country: str) -> tuple[Path, "Projection"]:
    """The country's largest land areas as one path that fills SIZE, and the projection that places points on it."""
    geometry = atlas()[country]["geoJSON"]["features"][0]["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [np.array(outer, float)[:, :2] for outer, *_ in polygons]
    largest = max(polygon_area(ring) for ring in rings)
    rings = [ring for ring in rings if polygon_area(ring) > largest * 0.08]
    projection = Projection(np.concatenate(rings))
    path = polygon([projection(*point) for point in rings[0]])
    for ring in rings[1:]:
        path.addPath(polygon([projection(*point) for point in ring]))
    return path, projection


class Projection:
    """Maps longitude and latitude (degrees) to the card, without distortion in the middle of the country."""

    def __init__(self, points: NDArray[np.float64]) -> None:
        self.middle = (points.min(0) + points.max(0)) / 2
        self.squeeze = math.cos(math.radians(float(self.middle[1])))
        span = points.max(0) - points.min(0)
        self.scale = min(SIZE / max(span[0] * self.squeeze, 1e-6), SIZE / max(span[1], 1e-6))

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            X + (lon - self.middle[0]) * self.squeeze * self.scale,
            Y - (lat - self.middle[1]) * self.scale,
        )


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 1 if mentions.place else 3.3 if mentions.land else None


LAYOUT = Layout("place", fits, draw, things=first_things(1), shows=frozenset({"place"}), focus=(0.5, 0.38))
