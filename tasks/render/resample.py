"""Loads the compiled resampler, if this host can build it.

Without it the camera draws with OpenCV: the same picture to within two levels, but this step takes three times as long.
"""

import ctypes
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tasks.domain.errors import SetupError
from tasks.machine.settings import settings
from tasks.machine.tools.compiler import build
from tasks.render.planes import PAD, Plane

SOURCE = Path(__file__).with_suffix(".c")
log = logging.getLogger(__name__)

# (plane, out, across, down, left, top, share): fill `out` from the bordered `plane`, from an origin in the plane's
# pixels, with as many of them per output pixel as `across` and `down` say. A share below 1 blends into the present
# content of `out` with that weight.
Resample = Callable[[Plane, Plane, float, float, float, float, float], None]


@cache
def compiled() -> Resample:
    """The resampler, built at first use. Raises SetupError if it cannot be built, or DAILIES_COMPILED=0 forbids it."""
    if not settings().compiled:
        raise SetupError("DAILIES_COMPILED=0 forbids compiled code.", advice="Unset it to use the faster resampler.")
    function: Any = build(SOURCE).resample
    pointer, stride, number, real = ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int, ctypes.c_double
    function.argtypes = [pointer, stride, pointer, stride, number, number, number, real, real, real, real, real]

    def resample(plane: Plane, out: Plane, across: float, down: float, left: float, top: float, share: float) -> None:
        height, width = out.shape[:2]
        channels = 1 if out.ndim == 2 else out.shape[2]
        start = plane.ctypes.data + PAD * plane.strides[0] + PAD * channels
        into = out.ctypes.data, out.strides[0]
        unsupported = function(start, plane.strides[0], *into, width, height, channels, across, down, left, top, share)
        if unsupported:
            raise SetupError("The compiled resampler does not support this processor or frame size.")

    trial = np.zeros((2 * PAD + 32, 2 * PAD + 32), np.uint8)
    resample(trial, np.empty((32, 32), np.uint8), 0.9, 0.9, 0.0, 0.0, 1.0)
    return resample


@cache
def available() -> bool:
    """Whether the compiled resampler works here. Logs the reason once if not."""
    try:
        compiled()
    except SetupError as error:
        log.info("Drawing frames with OpenCV: %s", error)
        return False
    return True
