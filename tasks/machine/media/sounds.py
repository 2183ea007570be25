"""Decodes a sound of any format, as servers send it: WAV headers of streams state no length, and some send MP3."""

import io

import av
import numpy as np
from numpy.typing import NDArray


class Undecodable(Exception):
    """The bytes are no sound that FFmpeg knows."""


def decoded(data: bytes) -> tuple[NDArray[np.int16], int]:
    """Mono 16-bit samples, and how many there are in a second: the rate of the sound itself. Raises Undecodable."""
    try:
        with av.open(io.BytesIO(data), "r") as file:
            if not file.streams.audio:
                raise Undecodable("no sound in it")
            stream = file.streams.audio[0]
            resampler = av.AudioResampler(format="s16", layout="mono")  # keeps the rate
            frames = [out for frame in file.decode(stream) for out in resampler.resample(frame)]
            frames += resampler.resample(None) if frames else []
            parts = [frame.to_ndarray().ravel() for frame in frames]
            return np.concatenate([np.zeros(0, np.int16), *parts]).astype("<i2"), stream.rate
    except (av.FFmpegError, ValueError) as error:
        raise Undecodable(str(error)) from error
