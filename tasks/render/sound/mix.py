"""Mixes a short's sound: voice and effects over ducked music and clips, limited until the loudness is right."""

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
from tasks.render.sound.clip_track import GAIN_DB, write_clip_sounds
from tasks.render.sound.effects import write_effects
from tasks.render.sound.music import RATE
from tasks.render.sound.music_track import write_music

NEAR = 0.25  # LU; accepted distance from the target loudness
MAX_TRIES = 6
SILENT = -66.0  # LUFS
SPEAKING = -20.0  # LUFS of the voice before mixing: compressor, ducking and music level are tuned for it
SPARE = 0.5  # seconds mixed past the end, then cut: which input ends first varies, and was audible
DEADLINE = 180.0  # seconds for one pass over at most three minutes of sound
CODEC = {"acodec": "aac", "aac_coder": "fast", "audio_bitrate": "192k", "ar": RATE, "ac": 2}


@dataclass(frozen=True)
class Loudness:
    """EBU R128: integrated loudness in LUFS, true peak in dBTP."""

    integrated: float
    true_peak: float


def mix(sound: Sound, frames: int, output: OutputSpec, store: AssetStore) -> Artifact:
    """Mix to AAC in MP4, exactly `frames` video frames long. Raises ToolError if the target loudness cannot be met."""
    seconds = frames / output.fps
    with store.scratch() as folder:
        mixed, finished = Path(folder) / "mix.wav", Path(folder) / "sound.m4a"
        start = premix(sound, seconds, output.fps, store, mixed)
        gain, ceiling, aim = sound.lufs - start, sound.true_peak - 0.5, sound.lufs
        measured = Loudness(start, 0.0)
        for _ in range(MAX_TRIES):
            gain = _settled_gain(mixed, seconds, gain, ceiling, aim)
            _finish(mixed, finished, seconds, gain, ceiling)
            measured = loudness(finished)
            off = sound.lufs - measured.integrated
            if abs(off) <= NEAR and measured.true_peak <= sound.true_peak:
                return store.take(finished)
            gain, aim = gain + off, aim + off
            # AAC overshoots peaks by an amount that is known only after encoding.
            ceiling -= max(0.0, measured.true_peak - sound.true_peak + 0.1)
    raise ToolError(
        f"The sound could not be brought to {sound.lufs} LUFS under {sound.true_peak} dBTP (last: {measured}).",
        advice="Check that the voice's file is neither silent nor broken.",
    )


def loudness(path: Path) -> Loudness:
    """Measure the decoded sound with ffmpeg's ebur128 filter. Raises ToolError if it reports no figures."""
    meter = "ebur128=peak=true:framelog=quiet"
    _, log = run(["-i", str(path), "-map", "0:a:0", "-af", meter, "-f", "null", "-"], seconds=DEADLINE, loglevel="info")
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", log[log.rfind("Summary:") :])
    if not peak:
        raise ToolError("ffmpeg did not report the true peak of the sound.")
    return Loudness(_integrated(log), float(peak[1]))


def _integrated(log: str) -> float:
    """The integrated loudness in LUFS from ebur128's summary. Raises ToolError for silence."""
    match = re.search(r"I:\s+(-?[\d.]+|-inf|nan) LUFS", log[log.rfind("Summary:") :])
    if not match or match[1] in {"nan", "-inf"}:
        raise ToolError(
            "The loudness of the sound cannot be measured.", advice="Check that the voice's file is not silent."
        )
    return float(match[1])


def _settled_gain(mixed: Path, seconds: float, gain: float, ceiling: float, target: float) -> float:
    """The gain (dB) at which the limited sound has the target loudness. Iterates, as the limiter lowers loudness."""
    for _ in range(MAX_TRIES):
        meter = _limited(mixed, seconds, gain, ceiling).filter("ebur128", framelog="quiet")
        _, log = run_graph(meter.output("-", format="null"), seconds=DEADLINE, loglevel="info")
        off = target - _integrated(log)
        if abs(off) <= NEAR / 2:
            break
        gain += off * (1.0 if off < 0 else 1.25)
    return gain


def premix(sound: Sound, seconds: float, fps: int, store: AssetStore, target: Path) -> float:
    """Mix voice, ducked music and clips, and effects to a float WAV, which cannot clip before the limiter.

    Writes the music and the effects beside it on the way. Returns its loudness in LUFS. Raises ToolError if the voice
    is silent.
    """
    samples = round(seconds * RATE)
    spoken = store.path(sound.voice)
    level = loudness(spoken).integrated
    if level < SILENT:
        raise ToolError("The voice's file is silent.", advice="Check the file, or run the voiceover again.")
    voice = (
        ffmpeg.input(str(spoken))
        .audio.filter("highpass", f=65)
        .filter("volume", f"{SPEAKING - level:.2f}dB", precision="float")
        .filter("aformat", sample_rates=RATE, channel_layouts="stereo")
        # Even out the voice's own swings, because the ducking follows them.
        .filter("acompressor", threshold=0.06, ratio=2.5, attack=8, release=160, makeup=1.6)
        .filter("apad", whole_dur=seconds + SPARE)
    )
    under: list[Any] = []
    if sound.music:
        music = target.with_suffix(".music.wav")
        write_music(sound.music, fps, samples, store, music)
        under.append(_track(music, sound.music.gain_db, seconds))
    if sound.clips:
        clips = target.with_suffix(".clips.wav")
        write_clip_sounds(sound.clips, fps, samples, store, clips)
        under.append(_track(clips, GAIN_DB, seconds))
    if under:
        split = voice.filter_multi_output("asplit")
        speech, sidechain = split.stream(0), split.stream(1)
        track = under[0] if len(under) == 1 else ffmpeg.filter(under, "amix", inputs=2, duration="first", normalize=0)
        ducked = ffmpeg.filter([track, sidechain], "sidechaincompress", threshold=0.03, ratio=6, attack=25, release=700)
        voice = ffmpeg.filter([speech, ducked], "amix", inputs=2, duration="first", normalize=0)
    if sound.effects:
        effects = target.with_suffix(".effects.wav")
        write_effects(sound.effects, fps, samples, effects)
        voice = ffmpeg.filter([voice, _track(effects, 0.0, seconds)], "amix", inputs=2, duration="first", normalize=0)
    voice = voice.filter("atrim", end_sample=samples)
    metered = voice.filter("ebur128", framelog="quiet").output(str(target), acodec="pcm_f32le", ar=RATE, ac=2)
    return _integrated(run_graph(metered, seconds=DEADLINE, loglevel="info")[1])


def _track(file: Path, gain_db: float, seconds: float) -> Any:
    """A file in stereo at this level, longer than the film."""
    track = ffmpeg.input(str(file)).audio.filter("aformat", sample_rates=RATE, channel_layouts="stereo")
    return track.filter("volume", f"{gain_db}dB").filter("apad", whole_dur=seconds + SPARE)


def _limited(mixed: Path, seconds: float, gain: float, ceiling: float) -> Any:
    """Apply gain (dB) and limiter; exactly `seconds` long. `ceiling` is in dBFS: the limiter ignores true peaks."""
    return (
        ffmpeg.input(str(mixed))
        .audio.filter("volume", f"{gain:.3f}dB")
        .filter("alimiter", limit=10 ** (ceiling / 20), level="false", attack=2, release=60, latency="true")
        .filter("apad", whole_dur=seconds)
        .filter("atrim", end_sample=round(seconds * RATE))
    )


def _finish(mixed: Path, target: Path, seconds: float, gain: float, ceiling: float) -> None:
    run_graph(_limited(mixed, seconds, gain, ceiling).output(str(target), **CODEC), seconds=DEADLINE)
