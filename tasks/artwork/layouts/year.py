"""Century over decade, filling the frame and sinking into the floor; a subject as a stamp on it."""

from tasks.artwork.canvas import text
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.plan import DrawingContext


def draw(scene: DrawingContext) -> None:
    said = scene.plan.figure.text if scene.plan.figure else ""
    if len(said) == 3:
        text(scene.canvas, said, 540, 880, 660, scene.scheme.loud, width=860)
    else:
        text(scene.canvas, said[:2], 540, 690, 610, scene.scheme.text, width=860)
        text(scene.canvas, said[2:], 540, 1255, 610, scene.scheme.loud, width=860)
    floor(scene)
    if scene.plan.things:
        x, y, size = (540, 1110, 270) if len(said) == 3 else (790, 720, 330)
        subject(scene, scene.plan.icon, x, y, size, angle=9)
