"""Reads a prepared clip frame by frame, as the planes that a camera move draws from."""

import io
from collections.abc import Iterator

import av
import cv2
import numpy as np

from tasks.domain.clip import Clip
from tasks.domain.errors import Damaged
from tasks.machine.media.clips.encoding import GROUP
from tasks.machine.media.frames import plane_of
from tasks.machine.storage.assets import AssetStore
from tasks.render.planes import Planes, bordered, inner, replicate


class ClipReader:
    """A clip's frames. They are cheap to read in order; going back, or far ahead, begins again at a key frame."""

    def __init__(self, clip: Clip, fps: int, store: AssetStore) -> None:
        self.clip, self.fps = clip, fps
        self.data = store.read(clip.file)
        size = clip.height, clip.width
        self.buffer = bordered(size), bordered((size[0] // 2, size[1] // 2, 2))
        self.at = -1  # the frame that the buffer holds
        self.frames: Iterator[av.VideoFrame] = iter(())

    def planes(self, number: int) -> Planes:
        """Bordered NV12 planes of frame `number`, valid until the next call; the last one stands for all after it.

        Raises Damaged if the clip cannot be decoded.
        """
        number = min(number, self.clip.frames - 1)
        if number != self.at:
            _fill(self.frame(number), self.buffer)
            for plane in self.buffer:
                replicate(plane)
            self.at = number
        return self.buffer

    def frame(self, number: int) -> av.VideoFrame:
        """Frame `number` as it was decoded."""
        number = min(number, self.clip.frames - 1)
        try:
            if not 0 <= number - self.at <= GROUP or self.at < 0:
                self._seek(number)
            for frame in self.frames:
                if round((frame.time or 0.0) * self.fps) >= number:
                    return frame
        except av.FFmpegError as error:
            raise Damaged(f"The prepared clip {self.clip.file.sha256[:12]} cannot be decoded: {error}.") from error
        raise Damaged(f"The prepared clip {self.clip.file.sha256[:12]} ends before frame {number}.")

    def _seek(self, number: int) -> None:
        file = av.open(io.BytesIO(self.data), "r", format="mp4")
        stream = file.streams.video[0]
        stream.codec_context.thread_count = 1
        if number >= GROUP:
            tick = stream.time_base or 1
            file.seek(round(number // GROUP * GROUP / self.fps / tick), stream=stream, backward=True)
        self.frames = file.decode(stream)


def _fill(frame: av.VideoFrame, buffer: Planes) -> None:
    luma, chroma = (inner(plane) for plane in buffer)
    luma[:] = plane_of(frame, 0)
    cv2.mixChannels([np.ascontiguousarray(plane_of(frame, number)) for number in (1, 2)], [chroma], [0, 0, 1, 1])
