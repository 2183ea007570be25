"""The subject rises from behind the floor, cropped by it."""

from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.plan import DrawingContext


def draw(scene: DrawingContext) -> None:
    subject(scene, scene.plan.icon, 540, 830, 860)
    floor(scene)
