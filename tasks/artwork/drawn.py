"""Draws the few things whose glyphs mislead when they fill a card: in both fonts, an octopus reads as a mask."""

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


def _stroked(path: Path, width: float) -> Path:
    pen = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap, AntiAlias=True)
    outline = skia.Path()
    pen.getFillPath(path, outline, None, 40.0)
    return outline


def _union(a: Path, b: Path) -> Path:
    return skia.Op(a, b, skia.kUnion_PathOp) or a


DRAWN = {"octopus": octopus}
