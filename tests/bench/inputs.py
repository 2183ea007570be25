"""Generated inputs for benches and tests, all from a seed: textured pictures, a voice-like sound, its words."""

import io
import wave
from itertools import accumulate

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tasks.domain.channel import CaptionStyle, Tone
from tasks.domain.film.cues import cues
from tasks.domain.film.motion import KINDS, plan_motions
from tasks.domain.speech import SpokenWord
from tasks.domain.text.wordtimes import proportional
from tasks.domain.timeline import Captions, Music, OutputSpec, Shot, Sound, Timeline, Transition
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import jpeg, picture_size
from tasks.machine.storage.assets import AssetStore

# As long as a real script, so that captions are drawn as often as in a real short.
WORDS = (
    "Deep below the ice lies a lake that has not seen the sun for fifteen million years. Drilling took decades, and "
    "what came up was alive. Small things feed on minerals there, slowly, in the dark. Nobody knows how many kinds "
    "there are. The first water froze on its way up, so samples were sawn out of the hole a year later. Some of them "
    "smelled of kerosene, which had kept the shaft open. Others held traces of hot springs, as if the floor of the "
    "lake were warm. Heat from within the planet melts four kilometres of glacier from underneath, one thumb's width "
    "every year. Radar found hundreds more such basins, joined by rivers that flow uphill under pressure. When one "
    "drains, the surface far above sinks by metres, and satellites notice. Engineers now build probes that melt their "
    "own path and let it close behind them. If life can hide here, it may also swim beneath the shell of Europa."
).split()


def photograph(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """A picture with structure at every size, as photographs have: 1/f noise in colour, soft shapes, film grain."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(7):
        cells = 2 ** (octave + 2)
        noise = rng.normal(0, 1, (cells, max(2, cells * width // height), 3)).astype(np.float32)
        noise = 0.6 * noise.mean(2, keepdims=True) + 0.4 * noise
        picture += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC) * 46 / 1.75**octave
    for _ in range(6):
        centre = int(rng.integers(width)), int(rng.integers(height))
        tone = [float(v) for v in rng.uniform(-70, 70, 3)]
        layer = np.zeros_like(picture)
        cv2.circle(layer, centre, int(rng.integers(width // 12, width // 3)), tone, -1, cv2.LINE_AA)
        picture += layer
    picture += rng.normal(0, 1.4, (height, width, 1)).astype(np.float32) + 118
    return np.clip(picture, 0, 255).astype(np.uint8)


def prepared(picture: NDArray[np.uint8]) -> bytes:
    """The picture encoded as the pipeline encodes prepared pictures."""
    return jpeg(Image.fromarray(np.ascontiguousarray(picture[..., ::-1])))


def encoded(picture: NDArray[np.uint8], kind: str = "jpg", quality: int = 92) -> bytes:
    """The picture encoded as `kind`: jpg, png or webp."""
    options = {"jpg": [cv2.IMWRITE_JPEG_QUALITY, quality], "webp": [cv2.IMWRITE_WEBP_QUALITY, quality], "png": []}
    return bytes(cv2.imencode(f".{kind}", picture, options[kind])[1])


def voice(words: list[SpokenWord], seconds: float, seed: int, level: float = 0.2) -> bytes:
    """Mono 48 kHz WAV: a buzz with moving formants for every word, silence between."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * 48000), np.float32)
    for word in words:
        a, b = round(word.start * 48000), round(word.end * 48000)
        time = np.arange(b - a) / 48000
        pitch = rng.uniform(110, 180)
        buzz = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, 16))
        formant = 1 + 0.8 * np.sin(2 * np.pi * rng.uniform(3, 7) * time)
        hiss = rng.normal(0, 0.15, b - a)
        sound[a:b] = (buzz * formant + hiss) * np.hanning(b - a) * level
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def words(seconds: float) -> list[SpokenWord]:
    """Words at about 165 a minute, from 0.15 s to 0.8 s before the end."""
    count = max(2, round(seconds * 165 / 60))
    text = [WORDS[n % len(WORDS)] for n in range(count)]
    return [SpokenWord(text=w.text, start=w.start, end=w.end - 0.02) for w in proportional(text, 0.15, seconds - 0.8)]


def timeline(
    store: AssetStore,
    *,
    seconds: float = 55.0,
    scenes: int = 14,
    seed: int = 1,
    output: OutputSpec | None = None,
    style: CaptionStyle = CaptionStyle.bold,
    pictures: list[Artifact] | None = None,
) -> Timeline:
    """A full timeline over generated inputs, which are put into the store."""
    output = output or OutputSpec()
    frames = round(seconds * output.fps)
    rng = np.random.default_rng(seed)
    shares = rng.uniform(0.75, 1.25, scenes)
    ends = [round(end) for end in accumulate(shares / shares.sum() * frames)]
    firsts = [0, *ends[:-1]]
    lengths = [end - first for first, end in zip(firsts, [*ends[:-1], frames], strict=True)]
    if pictures is None:
        size = picture_size(output)
        pictures = [store.put(prepared(photograph(seed * 100 + n, *size)), ".jpg") for n in range(scenes)]
    spoken = words(seconds)
    focuses = [(float(x), float(y)) for x, y in rng.uniform(0.3, 0.7, (scenes, 2))]
    moves = [KINDS[(number + seed) % len(KINDS)] for number in range(scenes)]
    fade = round(0.4 * output.fps)
    return Timeline(
        output=output,
        frames=frames,
        shots=tuple(
            Shot(
                picture=picture,
                focus=focus,
                first=first,
                frames=length,
                motion=motion,
                transition=Transition(
                    kind="crossfade" if number else "cut", frames=min(fade, length // 3) if number else 0
                ),
                narration="",
            )
            for number, (picture, focus, first, length, motion) in enumerate(
                zip(pictures, focuses, firsts, lengths, plan_motions(moves, focuses, lengths), strict=True)
            )
        ),
        captions=Captions(style=style, cues=cues(spoken, output, frames, 3)),
        sound=Sound(voice=store.put(voice(spoken, seconds, seed), ".wav"), music=Music(mood=Tone.curious, seed=seed)),
    )
