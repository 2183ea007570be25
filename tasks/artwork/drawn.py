"""Draws the few things whose glyphs mislead when they fill a card: the fonts' octopus reads as a mask."""

import skia

from tasks.artwork.canvas import Path


def octopus() -> Path:
    """A round head with two eyes over eight curling arms, about one unit wide."""
    body = skia.Path()
    body.addOval(skia.Rect.MakeLTRB(-0.22, -0.5, 0.22, 0.06))
    for side in (-1, 1):
        for reach, drop, curl in ((0.47, -0.06, -0.13), (0.46, 0.20, -0.11), (0.32, 0.40, -0.10), (0.11, 0.46, -0.08)):
            arm = skia.Path()
            arm.moveTo(side * 0.05, -0.04)
            arm.cubicTo(side * 0.16, 0.14, side * reach * 0.75, drop + 0.12, side * reach, drop)
            arm.cubicTo(
                side * (reach + 0.05),
                drop + curl,
                side * (reach - 0.03),
                drop + curl,
                side * (reach - 0.03),
                drop - 0.03,
            )
            body = _union(body, _stroked(arm, 0.07))
    for x in (-0.09, 0.09):
        eye = skia.Path()
        eye.addCircle(x, -0.12, 0.05)
        body = skia.Op(body, eye, skia.kDifference_PathOp) or body
    return body


def iceberg() -> Path:
    """A peak over the water line and, parted from it by a gap, the far larger part below."""
    above, below = skia.Path(), skia.Path()
    peak = ((-0.24, -0.1), (-0.14, -0.34), (-0.04, -0.28), (0.06, -0.5), (0.26, -0.1))
    right = ((-0.4, -0.05), (0.42, -0.05), (0.46, 0.1), (0.28, 0.26), (0.2, 0.42), (0.02, 0.5))
    left = ((-0.16, 0.36), (-0.34, 0.24), (-0.44, 0.08))
    above.addPoly([skia.Point(*corner) for corner in peak], True)
    below.addPoly([skia.Point(*corner) for corner in (*right, *left)], True)
    above.addPath(below)
    return above


def _stroked(path: Path, width: float) -> Path:
    pen = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap, AntiAlias=True)
    outline = skia.Path()
    pen.getFillPath(path, outline, None, 40.0)
    return outline


def _union(a: Path, b: Path) -> Path:
    return skia.Op(a, b, skia.kUnion_PathOp) or a


DRAWN = {"octopus": octopus, "iceberg": iceberg}
