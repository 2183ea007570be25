"""Synthetic speech for the local voice servers: a tone whose pitch and formants follow the letters."""

import re
import zlib

import numpy as np
from numpy.typing import NDArray

from tasks.domain.words import HAN, KANA, PAUSES, SOUTH_EAST, STOPS

RATE = 24_000
# Arabic and Hebrew write no short vowels; a letter of Chinese, Japanese and Korean is a syllable or more.
SCRIPTS = (
    ("\u0590-\u05ff", 0.085),
    ("\u0600-\u07ff", 0.105),
    (SOUTH_EAST, 0.075),
    (KANA, 0.145),
    (HAN, 0.26),
    ("\uac00-\ud7af", 0.17),
)
FORMANTS = {"a": (800, 1200), "e": (500, 1900), "i": (300, 2300), "o": (500, 900), "u": (320, 800), "y": (300, 2000)}


def spoken(text: str, speed: float = 1.0) -> tuple[bytes, list[float], list[float]]:
    """Samples (mono, 16 bits, 24 kHz), and the start and end of each character in seconds, as a narrator takes."""
    lengths = np.array([_length(character) for character in text]) / speed
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    characters = np.repeat(np.arange(len(text)), np.diff(np.round(edges * RATE).astype(int)))
    levels = _smooth(np.array([_level(character) for character in text])[characters], 240)
    phase = 2 * np.pi * np.cumsum(_pitch(text, len(characters))) / RATE
    sound, before, now, turn = np.zeros(len(characters)), np.zeros(len(characters)), np.sin(phase), 2 * np.cos(phase)
    for harmonic in range(1, 14):
        weights = np.array([_weight(character, harmonic * 130) for character in text])
        sound += weights[characters] * now
        before, now = now, turn * now - before  # sin((n + 1) x) = 2 cos(x) sin(n x) - sin((n - 1) x)
    sound = _smooth(sound, 8)
    sound *= levels
    sound *= 0.35 / max(1e-9, float(np.abs(sound).max()))
    samples = (sound * 32767).astype("<i2").tobytes()
    return samples, [round(float(t), 3) for t in edges[:-1]], [round(float(t), 3) for t in edges[1:]]


def _length(character: str) -> float:
    """The seconds that a narrator takes for a character: a letter is a sound, or a syllable, by its script."""
    if character in PAUSES or character in STOPS:
        return 0.3 if character in STOPS else 0.15
    if character.isdigit() or character.isspace():
        return 0.3 if character.isdigit() else 0.04
    return next((seconds for letters, seconds in SCRIPTS if re.match(f"[{letters}]", character)), 0.0665)


def _level(character: str) -> float:
    """Loudness (0..1), never silent."""
    return 1.0 if character.lower() in FORMANTS else 0.6 if character.isalnum() else 0.15


def _weight(character: str, hertz: float) -> float:
    """The strength of a harmonic: peaks at the two formants of the character."""
    first, second = FORMANTS.get(character.lower(), (300 + zlib.crc32(character.encode()) % 400, 1500))
    return float(np.exp(-(((hertz - first) / 250) ** 2)) + 0.5 * np.exp(-(((hertz - second) / 350) ** 2)) + 0.03)


def _pitch(text: str, count: int) -> NDArray[np.float64]:
    """Hertz per sample: falls from start to end and wavers."""
    at = np.arange(count) / RATE
    pitch: NDArray[np.float64] = (
        145 - 25 * at / max(1.0, at[-1]) + 12 * np.sin(2 * np.pi * at * 1.7 + zlib.crc32(text.encode()) % 6)
    )
    return pitch


def _smooth(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """A moving mean by running sums; it prevents clicks between characters."""
    padded = np.concatenate([np.full(width // 2, values[0]), values, np.full(width - width // 2, values[-1])])
    sums = np.cumsum(padded)
    means: NDArray[np.float64] = (sums[width:] - sums[:-width]) / width
    return means


def expanded(text: str) -> str:
    """The text as it is spoken: digits and symbols written out as words."""
    names = "zero one two three four five six seven eight nine".split()
    text = text.replace("%", " percent").replace("$", "dollars ").replace("&", " and ")
    return re.sub(r"\d", lambda digit: f" {names[int(digit[0])]} ", text)
