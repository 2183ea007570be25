"""Measures the sound of a finished file: length, loudness, stereo balance, and the timing of the voice."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import ToolError
from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import AssetStore
from tasks.render.sound.mix import loudness

STEP = 240  # samples at 48 kHz: the envelope has one value every 5 ms
MAX_LAG = 100  # steps; how far before and after its place the voice is searched
MIN_STEPS = 100  # in which a voice can be recognised
STRETCH = 6.0  # seconds; the shortest stretch whose lag is measured separately
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class DecodedSound:
    """Decoded audio; `start` and `end` are in seconds."""

    samples: Samples  # (channels, samples): left, right
    rate: int
    start: float
    end: float


def decode_sound(path: Path, errors: list[str]) -> DecodedSound | None:
    """Decode strictly. Appends a failure to `errors`; returns None if nothing decodes."""
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
    return DecodedSound(np.concatenate(parts, 1).astype(np.float32), rate, start or 0.0, end)


def sound_figures(path: Path, timeline: Timeline, store: AssetStore, errors: list[str]) -> dict[str, float]:
    """The sound's part of the gate's measurements. Appends what is broken to `errors`."""
    sound = decode_sound(path, errors)
    if sound is None:
        return {}
    left, right = (float(np.sqrt((side * side).mean()) + 1e-7) for side in sound.samples[:2])
    figures = {
        "audio_start": max(0.0, sound.start),
        "audio_end": sound.end,
        "tilt": abs(20 * float(np.log10(left / right))),
        "silence": _longest_silence(sound.samples, sound.end),
    }
    if sound.rate == timeline.output.sample_rate:
        voice = decode_sound(store.path(timeline.sound.voice), [])
        lag, likeness = voice_place(sound, voice.samples[0]) if voice else (0.0, 0.0)
        figures |= {"voice_lag": lag, "voice_likeness": likeness}
    try:
        level = loudness(path)
    except ToolError as error:
        errors.append(f"its loudness cannot be measured: {error.message}")
        return figures
    return figures | {"lufs": level.integrated, "true_peak": level.true_peak}


def _longest_silence(sound: Samples, seconds: float) -> float:
    """The longest stretch below -50 dBFS, in seconds, to 10 ms."""
    step = max(1, round(sound.shape[1] / max(seconds, 0.01) / 100))
    count = sound.shape[1] // step
    levels = np.abs(sound[:, : count * step]).max(0).reshape(count, step).max(1)
    longest = run_length = 0
    for quiet in levels < 10 ** (-50 / 20):
        run_length = run_length + 1 if quiet else 0
        longest = max(longest, run_length)
    return longest / 100


def voice_place(sound: DecodedSound, voice: Samples) -> tuple[float, float]:
    """The largest lag of the voice in seconds (negative: early), and how well it is recognised (0..1).

    Correlates the envelope of the voice with that of the whole in several stretches: clock drift shows in the last.
    """
    whole, alone = _envelope(sound.samples.mean(0)), _envelope(voice)
    length = min(len(whole), len(alone))
    if length < MIN_STEPS or not whole[:length].any() or not alone[:length].any():
        return 0.0, 0.0
    count = max(1, min(3, int(length * STEP / 48000 / STRETCH)))
    places = [
        _offset(whole[:length], alone[:length], length * n // count, length * (n + 1) // count) for n in range(count)
    ]
    worst = max((lag for lag, _ in places), key=abs)
    return worst * STEP / 48000 + sound.start, float(np.mean([likeness for _, likeness in places]))


def _envelope(samples: Samples) -> Samples:
    """The level of the higher frequencies, in which a voice stands out from music: one value per STEP samples."""
    edges = np.diff(samples)
    count = len(edges) // STEP
    levels = np.sqrt(np.square(edges[: count * STEP].reshape(count, STEP)).mean(1))
    return np.asarray(np.sqrt(levels), np.float32)


def _offset(whole: Samples, alone: Samples, first: int, end: int) -> tuple[float, float]:
    """The lag, in steps, at which a stretch of the voice correlates best with the whole, and that correlation."""
    scores = np.full(2 * MAX_LAG + 1, -1.0)
    for n, lag in enumerate(range(-MAX_LAG, MAX_LAG + 1)):
        a, b = max(first, -lag), min(end, len(whole) - lag)  # without what lies outside the film
        if b - a > (end - first) // 2:
            scores[n] = np.corrcoef(whole[a + lag : b + lag], alone[a:b])[0, 1]
    best = int(np.nan_to_num(scores, nan=-1.0).argmax())
    if 0 < best < len(scores) - 1:
        before, peak, after = scores[best - 1 : best + 2]
        bend = before - 2 * peak + after
        return best - MAX_LAG + (0.5 * (before - after) / bend if bend < 0 else 0.0), float(peak)
    return float(best - MAX_LAG), float(scores[best])
