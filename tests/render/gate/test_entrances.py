"""The gate sees what is wrong with a card's elements, each defect for its own reason, and accepts what is right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest

from tasks.artwork.direction import direct
from tasks.domain.channel import Liveliness, Palette
from tasks.domain.film.poses import REST, Pose
from tasks.domain.film.segments import segments
from tasks.domain.stage import Cued
from tasks.domain.timeline import OutputSpec, Shot, Timeline
from tasks.domain.values import replaced
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render import stage as renderer
from tasks.render.gate.entrances import Watch
from tasks.render.planes import Plane
from tasks.render.segment import draw
from tests.bench.staged import staged

SMALL = OutputSpec(width=360, height=640)
