"""A finished file, measured: one strict decode of picture and sound, and every scene against its planned picture."""

from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged, ToolError
from tasks.domain.models import Timeline
from tasks.domain.motion import view_values, window
from tasks.domain.values import Artifact
from tasks.domain.verdict import Measurements, SceneLook
from tasks.machine.assets import AssetStore
from tasks.machine.pictures import picture_size
from tasks.render.captions import caption_box
from tasks.render.planes import FROM_BGR
from tasks.render.sound import loudness

SMALL = (36, 64)  # the size at which pictures are compared
STEP = 20  # every so many pixels of a frame are looked at for black and stillness
STILL = 0.06  # levels, on average, by which a frame that does not move may differ from the one before
BLACK = 26  # luma below which a frame's brightest parts are black
REDUCED = 4  # a planned picture is decoded at a fourth of its size: a JPEG costs a third so
SEEN = 0.60  # the part of the height above the captions, which is compared
Grid = NDArray[np.float32]


@dataclass
class _Pass:
    """What the decode of the picture gathers."""

    frames: int = 0
    drift: float = 0.0
    start: float = 0.0
    end: float = 0.0
    black: list[int] = field(default_factory=list)
    frozen: int = 0
    still: int = 0
    middles: dict[int, tuple[Grid, NDArray[np.float32]]] = field(default_factory=dict)


def measure(video: Artifact, timeline: Timeline, store: AssetStore) -> Measurements:
    """Measurements of a stored file. A file that does not open or decode is measured as such, not raised."""
    path = store.path(video)
    boxes = tuple(caption_box(cue, timeline.captions.style, timeline.output) for cue in timeline.captions.cues)
    try:
        with av.open(str(path), "r") as file:
            if not file.streams.video:
                return Measurements(bytes=video.bytes, opened=False, decode_errors=("there is no picture in it",))
            keyframes = _keyframes(path, timeline)
            errors: list[str] = []
            seen = _Pass()
            try:
                _decode(file, timeline, seen)
            except av.FFmpegError as error:
                errors.append(f"the picture breaks after frame {seen.frames}: {error.strerror}")
            about = _about(file)
    except (av.FFmpegError, OSError) as error:
        return Measurements(bytes=video.bytes, opened=False, decode_errors=(f"it cannot be opened: {error.strerror}",))
    sound = _sound(path, errors) if about["audio_codec"] else {}
    return Measurements(
        bytes=video.bytes,
        decode_errors=tuple(errors),
        frames=seen.frames,
        worst_drift=seen.drift,
        video_start=seen.start,
        video_end=seen.end,
        keyframes=keyframes,
        black=tuple(seen.black),
        frozen=seen.frozen,
        faststart=_index_first(path),
        scenes=_scenes(seen, timeline, store),
        caption_boxes=boxes,
        **about,
        **sound,
    )


def _about(file: "av.container.InputContainer") -> dict[str, object]:
    video = file.streams.video[0]
    context = video.codec_context
    tags = (context.color_primaries, context.color_trc, context.colorspace)
    ratio = context.sample_aspect_ratio
    found: dict[str, object] = {
        "width": context.width,
        "height": context.height,
        "codec": context.codec.canonical_name,
        "profile": context.profile or "",
        "pixel_format": context.pix_fmt or "",
        "colour": "bt709 limited"
        if tags == (1, 1, 1) and context.color_range == 1
        else f"{tags} range {context.color_range}",
        "square_pixels": ratio is None or ratio in {0, 1},
        "audio_codec": "",
    }
    if file.streams.audio:
        audio = file.streams.audio[0]
        found |= {
            "audio_codec": audio.codec_context.name,
            "audio_rate": audio.codec_context.sample_rate,
            "audio_channels": audio.codec_context.channels,
        }
    return found


def _keyframes(path: Path, timeline: Timeline) -> tuple[int, ...]:
    with av.open(str(path), "r") as file:
        stream = file.streams.video[0]
        return tuple(
            round(float(packet.pts * packet.time_base) * timeline.output.fps)
            for packet in file.demux(stream)
            if packet.size and packet.is_keyframe and packet.pts is not None
        )


def _decode(file: "av.container.InputContainer", timeline: Timeline, seen: _Pass) -> None:
    """Every frame once, damage being an error; black and stillness are looked for on a coarse grid of luma."""
    stream = file.streams.video[0]
    stream.thread_type = "AUTO"
    stream.codec_context.options = {"err_detect": "explode"}
    fps = timeline.output.fps
    middles = {shot.first + (shot.transition.frames + shot.frames) // 2: n for n, shot in enumerate(timeline.shots)}
    before: NDArray[np.uint8] | None = None
    for frame in file.decode(stream):
        at = float((frame.pts or 0) * (frame.time_base or 0))
        if seen.frames == 0:
            seen.start = at
        seen.drift = max(seen.drift, abs(at - seen.frames / fps))
        seen.end = max(seen.end, at + 1 / fps)
        plane = frame.planes[0]
        luma = _bytes_of(plane).reshape(plane.height, plane.line_size)[:, : plane.width]
        coarse = luma[STEP // 2 :: STEP, STEP // 2 :: STEP]
        # The captions are white on black as well: only what is above them counts.
        above = coarse[: int(len(coarse) * SEEN)]
        if np.count_nonzero(above >= BLACK) < above.size // 100:
            seen.black.append(seen.frames)
        seen.still = seen.still + 1 if before is not None and _same(above, before) else 0
        seen.frozen = max(seen.frozen, seen.still)
        before = above.copy()
        if seen.frames in middles:
            seen.middles[middles[seen.frames]] = _small(frame)
        seen.frames += 1


def _same(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    """Equal but for what an encoder changes of a picture that stands still."""
    return float(cv2.absdiff(a, b).mean()) < STILL


def _bytes_of(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    """A plane's memory, not a copy of it."""
    return np.frombuffer(plane, np.uint8)  # type: ignore[call-overload, no-any-return]  # PyAV's planes are buffers


def _small(frame: av.VideoFrame) -> tuple[Grid, NDArray[np.float32]]:
    """The frame's upper part, small: its luma, and its mean colour as Y, U, V."""
    planes = []
    for plane in frame.planes[:3]:
        full = _bytes_of(plane).reshape(plane.height, plane.line_size)[:, : plane.width]
        planes.append(_shrunk(full[: int(plane.height * SEEN)]))
    return planes[0], np.array([plane.mean() for plane in planes], np.float32)


def _shrunk(plane: NDArray[np.uint8]) -> Grid:
    size = SMALL[0], round(SMALL[1] * SEEN)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def _scenes(seen: _Pass, timeline: Timeline, store: AssetStore) -> tuple[SceneLook, ...]:
    """Each shot's middle frame against what was planned for it, and against the other shots' pictures."""
    planned = [_planned(timeline, number, store) for number in range(len(timeline.shots))]
    looks = []
    for number, (luma, mean) in sorted(seen.middles.items()):
        scores = [_likeness(luma, mean, *other) for other in planned]
        own = scores[number]
        best = max(range(len(scores)), key=lambda n: scores[n])
        same = timeline.shots[best].picture == timeline.shots[number].picture
        better = best if scores[best] > own + 0.25 and own < 0.8 and not same else -1
        tint = float(np.abs(mean - planned[number][1]).max())
        looks.append(SceneLook(likeness=round(own, 3), tint=round(tint, 1), better=better))
    return tuple(looks)


def _planned(timeline: Timeline, number: int, store: AssetStore) -> tuple[Grid, NDArray[np.float32]]:
    """A shot's picture as its motion shows it in the shot's middle."""
    shot, output = timeline.shots[number], timeline.output
    following = timeline.shots[number + 1].transition.frames if number + 1 < len(timeline.shots) else 0
    middle = (shot.transition.frames + shot.frames) // 2
    width, height = picture_size(output)
    view = view_values(shot.motion, middle / max(1, shot.frames + following - 1))
    scale, left, top = window(*view, width, height)
    data = np.frombuffer(store.read(shot.picture), np.uint8)
    bgr = cv2.imdecode(data, cv2.IMREAD_REDUCED_COLOR_4)
    if bgr is None:
        raise Damaged(f"The prepared picture {shot.picture.sha256[:12]} cannot be decoded.")
    x, y = round(left / REDUCED), round(top / REDUCED)
    w, h = round(output.width * scale / REDUCED), round(output.height * scale * SEEN / REDUCED)
    planes = cv2.transform(_shrunk(np.ascontiguousarray(bgr[y : y + h, x : x + w])), FROM_BGR)
    return np.asarray(planes[..., 0], np.float32), planes.mean((0, 1)).astype(np.float32)


def _likeness(luma: Grid, mean: NDArray[np.float32], other: Grid, other_mean: NDArray[np.float32]) -> float:
    """1 for the same picture. Flat pictures have no structure to correlate: there the difference in level decides."""
    a, b = luma - luma.mean(), other - other.mean()
    spread, planned = float(a.std()), float(b.std())
    if spread * planned > 9.0:
        # A picture that lost most of its contrast is not the one that was planned, however well it correlates.
        contrast = min(spread, planned) / max(spread, planned)
        structure = float((a * b).mean()) / (spread * planned) * min(1.0, contrast / 0.6)
    else:
        structure = 1.0 - float(np.abs(luma - other).mean()) / 12.0
    return structure - float(np.abs(mean - other_mean).max()) / 160.0


def _sound(path: Path, errors: list[str]) -> dict[str, float]:
    """The sound, decoded strictly: where it starts and ends, its level, its sides and its longest silence."""
    starts, end, parts = None, 0.0, []
    try:
        with av.open(str(path), "r") as file:
            stream = file.streams.audio[0]
            stream.codec_context.options = {"err_detect": "explode"}
            for frame in file.decode(stream):
                at = float((frame.pts or 0) * (frame.time_base or 0))
                starts = at if starts is None else starts
                end = at + frame.samples / frame.sample_rate
                samples = frame.to_ndarray()
                parts.append(samples if samples.shape[0] > 1 else np.repeat(samples, 2, 0))
    except av.FFmpegError as error:
        errors.append(f"the sound breaks after {end:.1f} s: {error.strerror}")
    if not parts:
        return {}
    sound = np.concatenate(parts, 1).astype(np.float32)
    left, right = (float(np.sqrt((side * side).mean()) + 1e-7) for side in sound[:2])
    found = {
        "audio_start": max(0.0, starts or 0.0),
        "audio_end": end,
        "tilt": abs(20 * float(np.log10(left / right))),
        "silence": _longest_silence(sound, end),
    }
    try:
        level = loudness(path)
    except ToolError as error:
        errors.append(f"its loudness cannot be measured: {error.message}")
        return found
    return found | {"lufs": level.integrated, "true_peak": level.true_peak}


def _longest_silence(sound: NDArray[np.float32], seconds: float) -> float:
    """Seconds of the longest stretch below -50 dBFS, in steps of 10 ms."""
    step = max(1, round(sound.shape[1] / max(seconds, 0.01) / 100))
    count = sound.shape[1] // step
    levels = np.abs(sound[:, : count * step]).max(0).reshape(count, step).max(1)
    longest = run_length = 0
    for quiet in levels < 10 ** (-50 / 20):
        run_length = run_length + 1 if quiet else 0
        longest = max(longest, run_length)
    return longest / 100


def _index_first(path: Path) -> bool:
    """Whether the file's index (moov) stands before its media (mdat)."""
    data = path.read_bytes()
    at, order = 0, []
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        order.append(kind)
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:
            break
        at += size
    return b"moov" in order and (b"mdat" not in order or order.index(b"moov") < order.index(b"mdat"))
