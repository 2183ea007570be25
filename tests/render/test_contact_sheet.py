"""Contact sheets, read back as pictures."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tasks.domain.stage import Cued, Element, Stage
from tasks.domain.timeline import Motion, Shot, Transition, View
from tasks.domain.values import Artifact
from tasks.render.contact_sheet import GAP, THUMB, contact_sheet, frames_of
from tests.clips import clip, moving

FPS = 30
FRAMES = 60
NO_PICTURE = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")


def brightening(path: Path, scenes: int) -> Path:
    """A film whose scenes each begin black, with a keyframe, and get brighter by four levels a frame."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=FPS, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 126, 224, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        for number in range(scenes * FRAMES):
            level = 4 * (number % FRAMES)
            frame = av.VideoFrame.from_ndarray(np.full((224, 126, 3), level, np.uint8), format="rgb24")
            frame.pts = number
            if number % FRAMES == 0:
                frame.pict_type = av.video.frame.PictureType.I
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def shot(number: int, stage: Stage | None = None) -> Shot:
    view = View(x=0.5, y=0.5, zoom=1.0)
    return Shot(
        picture=NO_PICTURE,
        stage=stage,
        focus=(0.5, 0.5),
        first=number * FRAMES,
        frames=FRAMES,
        motion=Motion(kind="still", start=view, end=view),
        transition=Transition(frames=6),
        narration="It gets brighter.",
    )


def playing(rests: int, leaves: int) -> Stage:
    element = Element(image=NO_PICTURE, left=0, top=0, anchor=(0, 0), entrance="pop")
    return Stage(sky=NO_PICTURE, unit=1.0, cast=(Cued(element=element, first=rests - 4, frames=4, leaves=leaves),))


def levels(sheet: bytes, scenes: int) -> list[float]:
    """The brightness of the middle of each scene's picture."""
    picture = np.asarray(Image.open(io.BytesIO(sheet)).convert("L"), np.float32)
    middle = GAP + THUMB[1] // 2
    lefts = [GAP + n * (THUMB[0] + GAP) for n in range(scenes)]
    return [float(picture[middle - 20 : middle + 20, left + 20 : left + 100].mean()) for left in lefts]


def test_each_scene_is_shown_where_all_that_plays_is_there(tmp_path: Path) -> None:
    shots = [shot(0), shot(1, playing(rests=20, leaves=30)), shot(2, playing(rests=44, leaves=56))]
    sheet = contact_sheet(brightening(tmp_path / "film.mp4", 3), shots, FPS)
    # In the middle after the transition, and in the middle of the time in which all are there; at most three frames on,
    # where the next frame is that others are predicted from.
    for level, frame in zip(levels(sheet, 3), (33, 25, 50), strict=True):
        assert level == pytest.approx(4 * frame + 6, abs=9)


@pytest.mark.media
@pytest.mark.parametrize("size", [(320, 320), (640, 360), (180, 320)], ids=["square", "wide", "upright"])
def test_frames_keep_the_shape_of_the_film(size: tuple[int, int], tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", moving(*size, 12), options={"preset": "ultrafast"})
    (frame,) = frames_of(film, [5], 30)
    assert frame.width / frame.height == pytest.approx(size[0] / size[1], rel=0.01)
