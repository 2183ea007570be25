"""Measures a finished file against its timeline in one strict decode of picture and sound."""

import os
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np

from tasks.domain.film.verdict import Measurements
from tasks.domain.timeline import Box, Timeline
from tasks.domain.transition_kinds import TRANSITION_KINDS
from tasks.domain.values import Artifact
from tasks.machine.media.flashes import Flashes
from tasks.machine.media.frames import plane_of
from tasks.machine.storage.assets import AssetStore
from tasks.render.captions.layout import caption_box
from tasks.render.gate.entrances import Watch
from tasks.render.gate.likeness import (
    SEEN,
    PictureSample,
    frame_sample,
    match_scenes,
    planned_sample,
    read_caption,
)
from tasks.render.gate.sound_check import sound_figures
from tasks.render.planes import Plane, draw_on_one_thread

STEP = 20  # every 20th pixel in both directions is checked for black and stillness
STILL = 1.8  # mean luma levels a second; frames that differ by less stand still
STANDING = 0.5  # share of a scene's frames that stand still in a row, from which it is frozen; slow scenes reach 0.25
HELD = 0.3  # share of its neighbours' change, below which a frame repeats the one before
BLACK = 26  # luma; a frame whose brightest parts are below this is black
THREADS = max(1, min(4, (os.cpu_count() or 2) // 2))  # two hyperthreads of one core take a sixth more CPU
MAX_CUES = 16  # to read, spread over the film

Mp4Box = tuple[bytes, int]  # type, and the offset of its end in the file


@dataclass
class _Pass:
    """Findings of the picture's decode. Times are in seconds."""

    frames: int = 0
    drift: float = 0.0
    start: float = 0.0
    end: float = 0.0
    turned: int = 0
    interlaced: bool = False
    black: list[int] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)  # mean luma difference from the previous frame
    wholes: dict[int, PictureSample] = field(default_factory=dict)  # by shot number
    captions: dict[int, tuple[float, Box]] = field(default_factory=dict)  # by cue number


def measure(video: Artifact, timeline: Timeline, store: AssetStore) -> Measurements:
    """Measure a stored file. Reports a file that does not open or decode in the result instead of raising."""
    draw_on_one_thread()
    path = store.path(video)
    errors: list[str] = []
    sound_errors: list[str] = []
    passed = _Pass()
    watch, flashes = Watch(timeline, store), Flashes(timeline.output.fps)
    try:
        with av.open(str(path), "r") as file:
            if not file.streams.video:
                return Measurements(bytes=video.bytes, opened=False, decode_errors=("there is no picture in it",))
            keyframes = _keyframes(path, timeline)
            try:
                _decode(file, timeline, passed, watch, flashes)
            except av.FFmpegError as error:
                errors.append(f"the picture breaks after frame {passed.frames}: {error.strerror}")
            about = _about(file)
            sounds = bool(file.streams.audio)
    except (av.FFmpegError, OSError) as error:
        return Measurements(bytes=video.bytes, opened=False, decode_errors=(f"it cannot be opened: {error.strerror}",))
    boxes = _boxes(path)
    # A file truncated between two packets decodes without an error, so check the container too.
    if boxes and (missing := boxes[-1][1] - video.bytes) > 0:
        errors.append(f"the file is truncated: its last {missing} bytes are missing")
    # After the picture, not in parallel: on two hyperthreads of one core that took 5 % more CPU.
    sound = sound_figures(path, timeline, store, sound_errors) if sounds else {}
    plans = [planned_sample(timeline, number, store) for number in range(len(timeline.shots))]
    moving = _moving_frames(plans, timeline)
    return Measurements(
        bytes=video.bytes,
        decode_errors=(*errors, *sound_errors),
        frames=passed.frames,
        worst_drift=passed.drift,
        video_start=passed.start,
        video_end=passed.end,
        turned=passed.turned,
        interlaced=passed.interlaced,
        keyframes=keyframes,
        black=_unplanned_black(passed.black, plans, timeline),
        frozen=_longest_still(passed.changes, moving, timeline.output.fps),
        standing=_standing(passed.changes, plans, timeline),
        held=_held(passed.changes, moving - _repeating(timeline)),
        faststart=_index_first(boxes),
        scenes=match_scenes(passed.wholes, plans, timeline),
        caption_boxes=_caption_boxes(passed, timeline),
        captions=tuple(round(miss, 1) for miss, _ in passed.captions.values()),
        elements=watch.result(),
        flashes=tuple(flashes.found),
        **about,
        **sound,
    )


def _about(file: "av.container.InputContainer") -> dict[str, object]:
    """Measurements that need no decode: format, codec and colour tags."""
    video = file.streams.video[0]
    context = video.codec_context
    tags = (context.color_primaries, context.color_trc, context.colorspace)
    ratio = context.sample_aspect_ratio
    about: dict[str, object] = {
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
        about |= {
            "audio_codec": audio.codec_context.name,
            "audio_rate": audio.codec_context.sample_rate,
            "audio_channels": audio.codec_context.channels,
        }
    return about


def _keyframes(path: Path, timeline: Timeline) -> tuple[int, ...]:
    """The frame numbers of all key frames, from the packets alone."""
    with av.open(str(path), "r") as file:
        stream = file.streams.video[0]
        return tuple(
            round(float(packet.pts * packet.time_base) * timeline.output.fps)
            for packet in file.demux(stream)
            if packet.size and packet.is_keyframe and packet.pts is not None
        )


def _decode(
    file: "av.container.InputContainer", timeline: Timeline, passed: _Pass, watch: Watch, flashes: Flashes
) -> None:
    """Decode every frame once; damage raises. Checks for black, stillness and flashes on a coarse grid of luma."""
    stream = file.streams.video[0]
    stream.thread_type, stream.codec_context.thread_count = "FRAME", THREADS
    # Only frames that no other refers to may do without the deblocking filter: in others, the differences add up.
    stream.codec_context.options = {"err_detect": "explode", "skip_loop_filter": "noref"}
    fps, tick = timeline.output.fps, float(stream.time_base or 0)
    wholes = {shot.first + shot.whole: n for n, shot in enumerate(timeline.shots)}
    # What slides past is brighter here and darker there; a transition is planned, and too short for a series.
    changing = {shot.first + n for shot in timeline.shots for n in range(shot.transition.frames)}
    cues = _read_cues(timeline)
    before: Plane | None = None
    for frame in file.decode(stream):
        number, at = passed.frames, (frame.pts or 0) * tick
        if number == 0:
            passed.start, passed.turned = at, frame.rotation
        passed.interlaced |= frame.interlaced_frame
        passed.drift = max(passed.drift, abs(at - number / fps))
        passed.end = max(passed.end, at + 1 / fps)
        luma = plane_of(frame, 0)
        coarse = luma[STEP // 2 :: STEP, STEP // 2 :: STEP]
        # Only the part above the captions: white words on a black frame would hide that it is black.
        above = coarse[: int(len(coarse) * SEEN)].copy()
        if np.count_nonzero(above >= BLACK) < max(1, above.size // 100):
            passed.black.append(number)
        if before is None or before.shape != above.shape:
            passed.changes.append(255.0)
        else:
            passed.changes.append(cv2.norm(before, above, cv2.NORM_L1) / above.size)
        before = above
        if number not in changing:
            flashes.see(number, np.ascontiguousarray(coarse))
        watch.see(number, luma)
        if number in wholes:
            passed.wholes[wholes[number]] = frame_sample(frame)
        if number in cues:
            cue = timeline.captions.cues[cues[number]]
            if read := read_caption(cue, number, luma, timeline):
                passed.captions[cues[number]] = read
        passed.frames += 1


def _read_cues(timeline: Timeline) -> dict[int, int]:
    """Up to MAX_CUES cue numbers, keyed by each cue's middle frame."""
    cues = timeline.captions.cues
    every = max(1, -(-len(cues) // MAX_CUES))
    return {(cue.first + cue.end) // 2: number for number, cue in islice(enumerate(cues), 0, None, every)}


def _caption_boxes(passed: _Pass, timeline: Timeline) -> tuple[Box, ...]:
    """Every cue's box: where it was read in the film, or else where it is laid out."""
    captions = timeline.captions
    return tuple(
        passed.captions[number][1]
        if number in passed.captions
        else caption_box(cue, captions.style, timeline.output, captions.language)
        for number, cue in enumerate(captions.cues)
    )


def _unplanned_black(black: list[int], plans: list[PictureSample], timeline: Timeline) -> tuple[int, ...]:
    """Black frames, except those that show a dark picture or a transition through black."""
    allowed: set[int] = set()
    for number, (shot, plan) in enumerate(zip(timeline.shots, plans, strict=True)):
        fade = shot.transition.frames
        if TRANSITION_KINDS[shot.transition.kind].through_dark or (number and plans[number - 1].dark):
            allowed |= set(range(shot.first, shot.first + fade))
        if plan.dark:
            allowed |= set(range(shot.first, shot.first + shot.frames))
    return tuple(number for number in black if number not in allowed)


def _moving_frames(plans: list[PictureSample], timeline: Timeline) -> set[int]:
    """The frames on which motion is visible: all but those of flat pictures, and of stills alike all along a move."""
    shots = []
    for shot, plan in zip(timeline.shots, plans, strict=True):
        still = not shot.clip and not shot.stage
        if not plan.flat and not (still and _looks_the_same(plan, shot.frames, timeline.output.fps)):
            shots.append(shot)
    return {number for shot in shots for number in range(shot.first, shot.first + shot.frames)}


def _looks_the_same(plan: PictureSample, frames: int, fps: int) -> bool:
    """Whether a picture looks the same all along its move, like a pan along a horizon."""
    return plan.change * fps / frames < STILL


def _repeating(timeline: Timeline) -> set[int]:
    """The frames of clips that repeat frames by nature."""
    shots = [shot for shot in timeline.shots if shot.clip and not shot.clip.smooth]
    return {number for shot in shots for number in range(shot.first, shot.first + shot.frames)}


def _longest_still(changes: list[float], moving: set[int], fps: int) -> int:
    """The length of the longest run of still frames among those that should move."""
    longest = run = 0
    for number, change in enumerate(changes):
        run = run + 1 if change * fps < STILL and number in moving else 0
        longest = max(longest, run)
    return longest


def _standing(changes: list[float], plans: list[PictureSample], timeline: Timeline) -> tuple[int, ...]:
    """Shots that should visibly move but stand still after their transition.

    Skips shots under half a second, and pictures that look the same all along the move.
    """
    standing, fps = [], timeline.output.fps
    for number, (shot, plan) in enumerate(zip(timeline.shots, plans, strict=True)):
        alone = range(shot.first + shot.transition.frames + 1, shot.first + shot.frames)
        if _looks_the_same(plan, shot.frames, fps) or len(alone) < fps / 2:
            continue
        if _longest_still(changes, set(alone), fps) >= STANDING * len(alone):
            standing.append(number)
    return tuple(standing)


def _held(changes: list[float], moving: set[int]) -> float:
    """The share of frames that repeat the one before while their neighbours move: a lower frame rate in disguise."""
    levels = np.array(changes)
    held = levels[1:-1] < HELD * np.minimum(levels[:-2], levels[2:])
    return sum(number in moving for number in np.flatnonzero(held) + 1) / max(1, len(changes))


def _index_first(boxes: list[Mp4Box]) -> bool:
    """Whether the index (moov) comes before the media (mdat)."""
    order = [kind for kind, _ in boxes]
    return b"moov" in order and (b"mdat" not in order or order.index(b"moov") < order.index(b"mdat"))


def _boxes(path: Path) -> list[Mp4Box]:
    """The top-level boxes of an MP4, each with the end that its header claims."""
    boxes: list[Mp4Box] = []
    with path.open("rb") as file:
        at = 0
        while len(head := file.read(16)) >= 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if size == 1:
                size = int.from_bytes(head[8:16], "big")
            if size < 8:
                break
            at += size
            boxes.append((kind, at))
            file.seek(at)
    return boxes
