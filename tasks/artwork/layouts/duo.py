"""Two subjects at different depths."""

from tasks.artwork import backdrop
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.plan import DrawingContext


def draw(scene: DrawingContext) -> None:
    first, second = scene.plan.things[0].icon, scene.plan.things[1].icon
    side = 1 if scene.plan.turn % 2 else -1
    backdrop.ghost(scene.canvas, first, scene.tones, scene.scheme, 540 - side * 300, 420, 1200, 12)
    subject(scene, second, 540 + side * 165, 455, 470, angle=8 * side)
    subject(scene, first, 540 - side * 115, 855, 600, angle=-5 * side)
    floor(scene)
