"""Joins the spoken passages into one narration: one sample rate, natural pauses, no clicks at the joins.

Every passage starts on a whole frame. So one that is longer or shorter moves what follows by whole frames, and the
captions and elements there stay as they were: nothing of it is encoded again.
"""

import io
import math
from collections.abc import Sequence
from typing import get_args

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged
from tasks.domain.speech import Narration, Speech, SpokenWord, Timing
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore

RATE = 48000
FADE = 0.008  # seconds; shorter than any speech sound, longer than a click
AIR = 0.04  # seconds of silence kept around each passage
MAX_PEAK = 0.98  # of full scale: resampling and removing the DC offset can push a loud passage past what a WAV holds
QUIET = 0.004  # of the passage's peak (-48 dB): below is silence


def join_speeches(
    speeches: Sequence[Speech],
    store: AssetStore,
    fps: int = 30,
    *,
    gap: float = 0.3,
    lead: float = 0.15,
    tail: float = 0.8,
) -> Narration:
    """Join passages into one mono 48 kHz WAV: `lead` seconds of silence, passages `gap` apart, `tail` of silence.

    Silence before a passage lasts until the next frame begins, at `fps` frames a second.

    Word times are seconds from its start. Raises Damaged if a passage cannot be decoded.
    """
    pieces: list[NDArray[np.float32]] = []
    words: list[SpokenWord] = []
    at = 0
    for speech in speeches:
        start = _frame_after(at / RATE + (gap if pieces else lead), fps)
        pieces.append(np.zeros(start - at, np.float32))
        at = start
        sound = _samples(store.read(speech.audio), speech.audio.suffix)
        first, last = _sounding_range(sound)
        piece = _faded(sound[first:last] - float(np.mean(sound)))
        shift = (at - first) / RATE
        end = (at + len(piece)) / RATE
        words += (_shifted(word, shift, at / RATE, end) for word in speech.words)
        pieces.append(piece)
        at += len(piece)
    pieces.append(np.zeros(round(tail * RATE), np.float32))
    whole = np.concatenate(pieces)
    whole *= min(1.0, MAX_PEAK / max(float(np.abs(whole).max()), 1e-9))
    timings = {speech.timing for speech in speeches}
    return Narration(
        audio=store.put(_wav(whole), ".wav"),
        seconds=len(whole) / RATE,
        words=tuple(words),
        timing=next(timing for timing in reversed(get_args(Timing)) if timing in timings),  # the least exact
    )


def _frame_after(seconds: float, fps: int) -> int:
    """The first sample of the first frame that begins at this time or later."""
    return round(math.ceil(round(seconds * fps, 6)) * RATE / fps)


def _shifted(word: SpokenWord, shift: float, start: float, end: float) -> SpokenWord:
    """The word, `shift` seconds later, clamped to its passage and at least 10 ms long."""
    first = min(max(word.start + shift, start), end - 0.01)
    return SpokenWord(
        text=word.text, start=round(first, 6), end=round(min(max(word.end + shift, first + 0.01), end), 6)
    )


def _samples(data: bytes, suffix: str) -> NDArray[np.float32]:
    """Any audio file as mono floats at 48 kHz."""
    try:
        with av.open(io.BytesIO(data), "r") as file:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
            frames = [out for frame in file.decode(audio=0) for out in resampler.resample(frame)]
            frames += resampler.resample(None)
    except av.FFmpegError as error:
        raise Damaged(f"A spoken passage ({suffix}) cannot be decoded: {error}.") from error
    return np.concatenate([frame.to_ndarray().ravel() for frame in frames]).astype(np.float32)


def _sounding_range(sound: NDArray[np.float32]) -> tuple[int, int]:
    """First and end sample of the audible part, with a little air around it; everything if all is silent."""
    loud = np.flatnonzero(np.abs(sound) > QUIET * max(float(np.abs(sound).max(initial=0.0)), 1e-9))
    if not len(loud):
        return 0, len(sound)
    return max(0, int(loud[0]) - round(AIR * RATE)), min(len(sound), int(loud[-1]) + round(AIR * RATE))


def _faded(piece: NDArray[np.float32]) -> NDArray[np.float32]:
    piece = piece.copy()
    count = min(round(FADE * RATE), len(piece) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
    piece[:count] *= ramp
    piece[len(piece) - count :] *= ramp[::-1]
    return piece


def _wav(sound: NDArray[np.float32]) -> bytes:
    return wav((sound * 32767.0).astype("<i2").tobytes(), RATE)
