"""Joins the spoken passages into one narration: one sample rate, natural pauses, no clicks at the joins.

Every sentence starts at the same moment of a frame. So one that is longer or shorter moves what follows by whole
frames, and the captions and elements there stay as they were: nothing of it is encoded again.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged
from tasks.domain.speech import Narration, Speech, SpokenWord, Timing
from tasks.domain.text.breaks import ends_sentence
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore

RATE = 48000
FADE = 0.008  # seconds; shorter than any speech sound, longer than a click
AIR = 0.04  # seconds of silence kept around each passage
MAX_PEAK = 0.98  # of full scale: resampling and removing the DC offset can push a loud passage past what a WAV holds
QUIET = 0.004  # of the passage's peak (-48 dB): below is silence
PAUSE = 0.02  # seconds that must be silent between sentences for their pause to be changed
STEP = 0.1  # seconds: pauses are rounded to it, so that another sentence seldom comes after another pause
# Where in a frame a sentence starts. Voices count time in steps that are a fraction of a frame: at 0, some words would
# start half a frame after it, and be rounded now down, now up.
PHASE = 0.1


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

    Before a sentence it is silent until its first word starts PHASE after the begin of a frame, at `fps` a second.

    Word times are seconds from its start. Raises Damaged if a passage cannot be decoded.
    """
    pieces: list[NDArray[np.float32]] = []
    words: list[SpokenWord] = []
    at = 0
    for speech in speeches:
        sound = _samples(store.read(speech.audio), speech.audio.suffix)
        first, last = _sounding_range(sound)
        voice = _faded(sound[first:last] - float(np.mean(sound)))
        due = at / RATE + (gap if pieces else lead) + AIR
        for sentence in _sentences(speech, voice, first):
            if sentence.pause:
                due = words[-1].end + STEP * round(sentence.pause / STEP)
            earliest = max(round(due * RATE), at + sentence.onset - sentence.silent)
            start = _in_phase(earliest, fps) - sentence.onset
            cut = max(0, at - start)
            samples = voice[sentence.begin + cut : sentence.end]
            pieces += (np.zeros(start + cut - at, np.float32), samples)
            at = start + cut + len(samples)
            shift = (start - first - sentence.begin) / RATE
            words += (_shifted(word, shift, start / RATE, at / RATE) for word in sentence.words)
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


def _in_phase(sample: int, fps: int) -> int:
    """The first sample from this one on that lies PHASE after the begin of a frame."""
    return round((math.ceil(round(sample / RATE * fps - PHASE, 6)) + PHASE) * RATE / fps)


@dataclass(frozen=True)
class _Sentence:
    """Samples of a passage from `begin` to `end`. Its first word starts `onset` after the first of them."""

    begin: int
    end: int
    silent: int  # samples at its begin that may be left out
    pause: float  # seconds from the word before; 0 for the first of a passage
    words: Sequence[SpokenWord]
    onset: int


def _sentences(speech: Speech, voice: NDArray[np.float32], first: int) -> Iterator[_Sentence]:
    """The sentences in the samples of a passage, of which `first` were cut off.

    One that the voice does not part from the next by silence goes on with it, and so do all without exact times.
    """
    cuts = [(0, 0, 0, 0.0)]  # sample, silence after it, word, pause before that
    for number, (word, following) in enumerate(pairwise(speech.words), 1):
        if speech.timing == "exact" and ends_sentence(word.text, following.text):
            begin, end = _silence(voice, round(word.end * RATE) - first, round(following.start * RATE) - first)
            if end - begin >= PAUSE * RATE:
                cuts.append(((begin + end) // 2, (end - begin) // 2, number, following.start - word.end))
    for (begin, silent, number, pause), (end, _, after, _) in pairwise(
        [*cuts, (len(voice), 0, len(speech.words), 0.0)]
    ):
        words = speech.words[number:after]
        onset = max(0, round(words[0].start * RATE) - first - begin) if words else 0
        yield _Sentence(begin, end, silent, pause, words, onset)


def _silence(voice: NDArray[np.float32], begin: int, end: int) -> tuple[int, int]:
    """Where the longest silence between these samples begins and ends."""
    begin = max(0, begin)
    level = QUIET * max(float(np.abs(voice).max(initial=0.0)), 1e-9)
    loud = np.flatnonzero(np.abs(voice[begin : max(begin, end)]) > level)
    bounds = np.concatenate([[-1], loud, [max(0, end - begin)]])
    longest = int(np.argmax(np.diff(bounds)))
    return begin + int(bounds[longest]) + 1, begin + int(bounds[longest + 1])


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
