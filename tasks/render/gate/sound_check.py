"""The sound of a finished file: how long, how loud, on which sides, and whether the voice is where it was planned."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import ToolError
from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import AssetStore
from tasks.render.sound.mix import loudness

STEP = 240  # samples at 48 kHz: loudness is followed in steps of 5 ms
FARTHEST = 100  # steps that a voice is looked for before and after its place
SHORTEST = 100  # steps in which a voice can be recognised
STRETCH = 6.0  # seconds of sound that a voice's place is told from, at least
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    samples: Samples  # left and right
    rate: int
    start: float
    end: float


def hear(path: Path, errors: list[str]) -> Heard | None:
    """Decoded strictly; None where nothing comes out."""
    start, end, rate, parts = None, 0.0, 48000, []
    try:
        with av.open(str(path), "r") as file:
            stream = file.streams.audio[0]
            stream.codec_context.options = {"err_detect": "explode"}
            tick = float(stream.time_base or 0)
            for frame in file.decode(stream):
                at = (frame.pts or 0) * tick
                start = at if start is None else start
                rate = frame.sample_rate
                end = at + frame.samples / rate
                samples = frame.to_ndarray()
                parts.append(samples if samples.shape[0] > 1 else np.repeat(samples, 2, 0))
    except av.FFmpegError as error:
        errors.append(f"the sound breaks after {end:.1f} s: {error.strerror}")
    if not parts:
        return None
    return Heard(np.concatenate(parts, 1).astype(np.float32), rate, start or 0.0, end)


def sound_figures(path: Path, timeline: Timeline, store: AssetStore, errors: list[str]) -> dict[str, float]:
    """What the gate wants to know; `errors` gets what is broken."""
    heard = hear(path, errors)
    if heard is None:
        return {}
    left, right = (float(np.sqrt((side * side).mean()) + 1e-7) for side in heard.samples[:2])
    found = {
        "audio_start": max(0.0, heard.start),
        "audio_end": heard.end,
        "tilt": abs(20 * float(np.log10(left / right))),
        "silence": _longest_silence(heard.samples, heard.end),
    }
    if heard.rate == timeline.output.sample_rate:
        voice = hear(store.path(timeline.sound.voice), [])
        lag, likeness = voice_place(heard, voice.samples[0]) if voice else (0.0, 0.0)
        found |= {"voice_lag": lag, "voice_likeness": likeness}
    try:
        level = loudness(path)
    except ToolError as error:
        errors.append(f"its loudness cannot be measured: {error.message}")
        return found
    return found | {"lufs": level.integrated, "true_peak": level.true_peak}


def _longest_silence(sound: Samples, seconds: float) -> float:
    """Seconds of the longest stretch below -50 dBFS, in steps of 10 ms."""
    step = max(1, round(sound.shape[1] / max(seconds, 0.01) / 100))
    count = sound.shape[1] // step
    levels = np.abs(sound[:, : count * step]).max(0).reshape(count, step).max(1)
    longest = run_length = 0
    for quiet in levels < 10 ** (-50 / 20):
        run_length = run_length + 1 if quiet else 0
        longest = max(longest, run_length)
    return longest / 100


def voice_place(heard: Heard, voice: Samples) -> tuple[float, float]:
    """How late the voice is in seconds, where it is latest or earliest, and how much of it is recognised (0 to 1).

    The rise and fall of the voice alone is found in that of the whole, stretch by stretch: a clock that runs too slow
    shows at the end.
    """
    whole, alone = _envelope(heard.samples.mean(0)), _envelope(voice)
    length = min(len(whole), len(alone))
    if length < SHORTEST or not whole[:length].any() or not alone[:length].any():
        return 0.0, 0.0
    count = max(1, min(3, int(length * STEP / 48000 / STRETCH)))
    places = [
        _offset(whole[:length], alone[:length], length * n // count, length * (n + 1) // count) for n in range(count)
    ]
    worst = max((lag for lag, _ in places), key=abs)
    return worst * STEP / 48000 + heard.start, float(np.mean([likeness for _, likeness in places]))


def _envelope(samples: Samples) -> Samples:
    """Level of the higher notes, in which a voice stands out of its music."""
    edges = np.diff(samples)
    count = len(edges) // STEP
    levels = np.sqrt(np.square(edges[: count * STEP].reshape(count, STEP)).mean(1))
    return np.asarray(np.sqrt(levels), np.float32)


def _offset(whole: Samples, alone: Samples, first: int, end: int) -> tuple[float, float]:
    """Steps by which a stretch of the voice is late in the whole, and their correlation there."""
    scores = np.full(2 * FARTHEST + 1, -1.0)
    for n, lag in enumerate(range(-FARTHEST, FARTHEST + 1)):
        a, b = max(first, -lag), min(end, len(whole) - lag)  # what would be outside of the film is left out
        if b - a > (end - first) // 2:
            scores[n] = np.corrcoef(whole[a + lag : b + lag], alone[a:b])[0, 1]
    best = int(np.nan_to_num(scores, nan=-1.0).argmax())
    if 0 < best < len(scores) - 1:
        before, peak, after = scores[best - 1 : best + 2]
        bend = before - 2 * peak + after
        return best - FARTHEST + (0.5 * (before - after) / bend if bend < 0 else 0.0), float(peak)
    return float(best - FARTHEST), float(scores[best])
