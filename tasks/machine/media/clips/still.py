"""The still picture that stands for a clip: on covers, in contact sheets, and where a film has no moving pictures."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import jpeg, likeness, picture_size

RGB = NDArray[np.uint8]


def best_frame(frames: Sequence[RGB]) -> RGB:
    """The sharpest of the frames."""
    return max(
        frames, key=lambda frame: float(cv2.Laplacian(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var())
    )


def still(frame: RGB, output: OutputSpec) -> bytes:
    """A JPEG of the size of prepared pictures, for this output."""
    return jpeg(Image.fromarray(frame).resize(picture_size(output), Image.Resampling.LANCZOS))


def hashes(frames: Sequence[RGB]) -> list[str]:
    """The difference hashes of the frames, in order."""
    return [likeness(Image.fromarray(frame)) for frame in frames]
