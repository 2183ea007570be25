"""A giant number over its unit; what it counts stands on the floor below, where there is a picture of it."""

from tasks.artwork.layouts.common import floor, number, subject
from tasks.artwork.plan import DrawingContext


def draw(scene: DrawingContext) -> None:
    low = number(scene, 720 if scene.plan.things else 800, size=430 if scene.plan.things else 500)
    if scene.plan.things:
        subject(scene, scene.plan.icon, 540, max(1100, low + 260), 420)
    floor(scene)
