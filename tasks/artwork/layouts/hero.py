"""One subject, large, before its own shadow in the sky."""

from tasks.artwork import backdrop
from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.plan import DrawingContext


def draw(scene: DrawingContext) -> None:
    plan = scene.plan
    backdrop.ghost(scene.canvas, plan.icon, scene.tones, scene.scheme, 700, 560, 1500, -14)
    subject(scene, plan.icon, 540, 715, 740, angle=(-6, 0, 5)[plan.turn % 3])
    floor(scene)
