"""Reads the planes of a decoded frame without copying them."""

import av
import numpy as np
from numpy.typing import NDArray


def plane_of(frame: av.VideoFrame, number: int) -> NDArray[np.uint8]:
    """A view of a plane of eight bits, without the padding at the end of its rows."""
    plane = frame.planes[number]
    data = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # PyAV's planes are buffers
    return np.asarray(data.reshape(plane.height, plane.line_size)[:, : plane.width], np.uint8)
