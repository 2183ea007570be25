"""The sound of a short: voice over ducked music, brought to its loudness by measuring, not by hoping."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from tasks.domain.errors import ToolError
from tasks.domain.timeline import OutputSpec, Sound
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.machine.tools.ffmpeg import run, run_graph
from tasks.render.sound.music import RATE
from tasks.render.sound.music_track import lay_bed

NEAR = 0.25  # LU from the wanted loudness that is near enough
TRIES = 6
SILENT = -66.0  # LUFS
SPEAKING = -20.0  # LUFS of the voice as it is mixed: compressor, ducking and music are set for it
SPARE = 0.5  # seconds mixed beyond the end, then cut: which of two inputs ends first is chance, and was heard
DEADLINE = 180.0  # seconds for one pass over at most three minutes of sound
CODEC = {"acodec": "aac", "aac_coder": "fast", "audio_bitrate": "192k", "ar": RATE, "ac": 2}


@dataclass(frozen=True)
class Loudness:
    """EBU R128: integrated loudness in LUFS, true peak in dBTP."""

    integrated: float
    true_peak: float


def mix(sound: Sound, frames: int, output: OutputSpec, store: AssetStore) -> Artifact:
    """AAC in MP4, exactly `frames` frames long, at the loudness asked for. Raises ToolError when it cannot be met."""
    seconds = frames / output.fps
    with store.scratch() as folder:
        mixed, finished = Path(folder) / "mix.wav", Path(folder) / "sound.m4a"
        start = lay_down(sound, seconds, store, mixed, Path(folder) / "music.wav")
        gain, ceiling, aim = sound.lufs - start, sound.true_peak - 0.5, sound.lufs
        got = Loudness(start, 0.0)
        for _ in range(TRIES):
            gain = _settled_gain(mixed, seconds, gain, ceiling, aim)
            _finish(mixed, finished, seconds, gain, ceiling)
            got = loudness(finished)
            off = sound.lufs - got.integrated
            if abs(off) <= NEAR and got.true_peak <= sound.true_peak:
                return store.take(finished)
            gain, aim = gain + off, aim + off
            # The codec overshoots peaks: by how much is only known afterwards.
            ceiling -= max(0.0, got.true_peak - sound.true_peak + 0.1)
    raise ToolError(
        f"The sound could not be brought to {sound.lufs} LUFS under {sound.true_peak} dBTP (last: {got}).",
        advice="Is the voice's file silent or broken?",
    )


def loudness(path: Path) -> Loudness:
    """Measured by ffmpeg's ebur128 on what a player would hear."""
    meter = "ebur128=peak=true:framelog=quiet"
    _, said = run(
        ["-i", str(path), "-map", "0:a:0", "-af", meter, "-f", "null", "-"], seconds=DEADLINE, loglevel="info"
    )
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", said[said.rfind("Summary:") :])
    if not peak:
        raise ToolError("ffmpeg did not report the true peak of the sound.")
    return Loudness(_integrated(said), float(peak[1]))


def _integrated(said: str) -> float:
    found = re.search(r"I:\s+(-?[\d.]+|-inf|nan) LUFS", said[said.rfind("Summary:") :])
    if not found or found[1] in {"nan", "-inf"}:
        raise ToolError("The loudness of the sound cannot be measured.", advice="Is the voice's file silent?")
    return float(found[1])


def _settled_gain(mixed: Path, seconds: float, gain: float, ceiling: float, wanted: float) -> float:
    """The gain at which the limited sound has the wanted loudness: the limiter takes some away, so it is tried out."""
    for _ in range(TRIES):
        meter = _limited(mixed, seconds, gain, ceiling).filter("ebur128", framelog="quiet")
        _, said = run_graph(meter.output("-", format="null"), seconds=DEADLINE, loglevel="info")
        off = wanted - _integrated(said)
        if abs(off) <= NEAR / 2:
            break
        gain += off * (1.0 if off < 0 else 1.25)
    return gain


def lay_down(sound: Sound, seconds: float, store: AssetStore, target: Path, music: Path) -> float:
    """Voice and ducked music as floats, so that nothing clips before the limiter; gives its loudness in LUFS."""
    spoken = store.path(sound.voice)
    level = loudness(spoken).integrated
    if level < SILENT:
        raise ToolError("Nothing is heard in the voice's file.", advice="Is it silent or broken?")
    voice = (
        ffmpeg.input(str(spoken))
        .audio.filter("highpass", f=65)
        .filter("volume", f"{SPEAKING - level:.2f}dB", precision="float")
        .filter("aformat", sample_rates=RATE, channel_layouts="stereo")
        # Evens out a voice's own swings before the music follows it.
        .filter("acompressor", threshold=0.06, ratio=2.5, attack=8, release=160, makeup=1.6)
        .filter("apad", whole_dur=seconds + SPARE)
    )
    if sound.music:
        lay_bed(sound.music, round(seconds * RATE), store, music)
        split = voice.filter_multi_output("asplit")
        heard, key = split.stream(0), split.stream(1)
        bed = ffmpeg.input(str(music)).audio.filter("aformat", sample_rates=RATE, channel_layouts="stereo")
        bed = bed.filter("volume", f"{sound.music.gain_db}dB").filter("apad", whole_dur=seconds + SPARE)
        ducked = ffmpeg.filter([bed, key], "sidechaincompress", threshold=0.03, ratio=6, attack=25, release=700)
        voice = ffmpeg.filter([heard, ducked], "amix", inputs=2, duration="first", normalize=0)
    voice = voice.filter("atrim", end_sample=round(seconds * RATE))
    metered = voice.filter("ebur128", framelog="quiet").output(str(target), acodec="pcm_f32le", ar=RATE, ac=2)
    return _integrated(run_graph(metered, seconds=DEADLINE, loglevel="info")[1])


def _limited(mixed: Path, seconds: float, gain: float, ceiling: float) -> Any:
    """Gain and limiter, exactly `seconds` long. `ceiling` is in dBFS: the limiter sees samples, not true peaks."""
    return (
        ffmpeg.input(str(mixed))
        .audio.filter("volume", f"{gain:.3f}dB")
        .filter("alimiter", limit=10 ** (ceiling / 20), level="false", attack=2, release=60, latency="true")
        .filter("apad", whole_dur=seconds)
        .filter("atrim", end_sample=round(seconds * RATE))
    )


def _finish(mixed: Path, target: Path, seconds: float, gain: float, ceiling: float) -> None:
    run_graph(_limited(mixed, seconds, gain, ceiling).output(str(target), **CODEC), seconds=DEADLINE)
