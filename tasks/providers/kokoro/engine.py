"""The Kokoro model: phonemes to sound, with the time of every phoneme from the model's own durations."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import hibari
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import SetupError
from tasks.domain.speech import SpokenWord
from tasks.domain.text.heard import Pause, pauses
from tasks.domain.words import PAUSES, STOPS
from tasks.machine.media.onnx import open_model
from tasks.machine.media.tempo import stretched
from tasks.providers.kokoro.files import ADVICE
from tasks.providers.kokoro.units import Unit

DURATIONS = "/encoder/Cast_output_0"  # a tensor of that model: frames of each phoneme
RATE: Final[int] = 24_000  # samples a second
FRAME = 600 / RATE  # seconds
ONSET = 0.05  # seconds; the model's word starts are this much later than the acoustic onsets after pauses
# Phonemes of one call. The model takes 510, hurries after 400, and swallows ends when it gets a few only.
MOST, ENOUGH = 400, 200
# The speed that the model is asked for, and that of its sound, measured in English; Italian is within 4 %. The sound is
# stretched by the rest.
ASKED = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
SPOKEN = (0.696, 0.806, 0.935, 1.0, 1.057, 1.143, 1.226)
LOUDNESS, MAX_PEAK = 0.1, 0.95  # of full scale; the loudness is the root mean square where it sounds
SILENT = set(';:,.!?—…"()“” ˈˌ')


class Session(Protocol):
    """What the engine needs of onnxruntime's session."""

    def run(self, outputs: list[str], feed: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]: ...


@cache
def session(file: Path) -> Session:
    """The process's only session on this model, for loading takes a second and 340 MB.

    Raises SetupError if the file cannot be read.
    """
    try:
        opened: Session = open_model(file.read_bytes(), DURATIONS)
    except Exception as error:
        raise SetupError(f"Kokoro's model cannot be opened: {error}.", advice=ADVICE) from error
    return opened


@cache
def alphabet() -> Mapping[str, int]:
    """The number of each phoneme. Hibari's model learned from Kokoro and has the same ones."""
    file = Path(hibari.__file__).with_name("assets") / "vocab.json"
    numbers: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return numbers


def say(
    units: Sequence[Unit], style: NDArray[np.float32], model: Session, speed: float = 1.0
) -> tuple[NDArray[np.float32], list[SpokenWord]]:
    """Samples at 24 kHz and the time of each unit that sounds; both are empty if none does."""
    sounds: list[NDArray[np.float32]] = []
    words: list[SpokenWord] = []
    at = 0.0
    for part in parts(units):
        ids, spans = numbered(part)
        if len(ids) < 3:
            continue
        feed: dict[str, NDArray[np.generic]] = {
            "tokens": np.array([ids], np.int64),
            "style": style[min(len(ids) - 2, len(style)) - 1 : min(len(ids) - 2, len(style))],
            "speed": np.array([speed], np.float32),
        }
        audio, frames = model.run(["audio", DURATIONS], feed)
        sounds.append(audio.ravel().astype(np.float32))
        edges = np.concatenate([[0], np.cumsum(frames.ravel())]) * FRAME
        silent = pauses(sounds[-1], RATE)
        for text, a, b in spans:
            start = max(0.0, float(edges[a]) - ONSET)
            words.append(SpokenWord(text=text, start=at + start, end=at + _heard_until(start, float(edges[b]), silent)))
        at += len(sounds[-1]) / RATE
    if not sounds:
        return np.zeros(0, np.float32), []
    whole = np.concatenate(sounds)
    tempo = 1.0 if speed == 1.0 else speed / float(np.interp(speed, ASKED, SPOKEN))
    if tempo == 1.0:
        return whole, words
    return stretched(whole, RATE, tempo), [
        SpokenWord(text=word.text, start=word.start / tempo, end=word.end / tempo) for word in words
    ]


def numbered(units: Sequence[Unit]) -> tuple[list[int], list[tuple[str, int, int]]]:
    """The phonemes' numbers between two zeros, and where each unit's sound begins and ends among them."""
    known = alphabet()
    ids, spans = [0], []
    for unit in units:
        letters = [letter for letter in unit.phonemes if letter in known]
        heard = [number for number, letter in enumerate(letters) if letter not in SILENT]
        if heard:
            spans.append((unit.text, len(ids) + heard[0], len(ids) + heard[-1] + 1))
        ids += (known[letter] for letter in letters)
        if unit.space and letters:
            ids.append(known[" "])
    if ids[-1] == known[" "]:
        ids.pop()
    return [*ids, 0], spans


def parts(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units of each call of the model: whole sentences; a sentence too long for it is split at a clause."""
    part: list[Unit] = []
    for unit in units:
        if part and _size(part) + _size([unit]) > MOST:
            cut = _last(part, STOPS) or _last(part, PAUSES) or len(part)
            yield part[:cut]
            part = part[cut:]
        part.append(unit)
        if _size(part) >= ENOUGH and _last(part, STOPS) == len(part):
            yield part
            part = []
    if part:
        yield part


def _heard_until(start: float, end: float, silent: Sequence[Pause]) -> float:
    """The end of a word, without the pause that the model counts as part of its last phoneme (seconds)."""
    return min([end, *(pause for pause, resume in silent if start < pause < end <= resume + ONSET)])


def levelled(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sound at the loudness that every voice here has, or less where its peaks would clip."""
    sounding = audio[np.abs(audio) > 0.02 * float(np.abs(audio).max(initial=1e-9))]
    if not len(sounding):
        return audio
    gain = LOUDNESS / float(np.sqrt(np.mean(sounding.astype(np.float64) ** 2)))
    return audio * np.float32(min(gain, MAX_PEAK / float(np.abs(audio).max())))


def _size(units: Sequence[Unit]) -> int:
    return sum(len(unit.phonemes) + unit.space for unit in units)


def _last(units: Sequence[Unit], marks: str) -> int:
    """How many units there are up to the last one that ends in one of these marks; 0 without any."""
    return max(
        (n for n, unit in enumerate(units, 1) if unit.text.rstrip("\"'”’»)」』")[-1:] in tuple(marks)), default=0
    )
