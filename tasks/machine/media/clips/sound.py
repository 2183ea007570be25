"""Takes a clip's own sound along, for channels that keep it low under the voice.

It is what is heard in the shown stretch, at the pace of the picture but in its own pitch, and brought to one level: a
clip that was recorded quietly is heard like a loud one. What is silent, missing or broken is no reason to lose a clip.
"""

from pathlib import Path

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from tasks.machine.media.clips.source import opened
from tasks.machine.media.clips.stretch import Stretch
from tasks.machine.media.wav import wav

RATE = 48_000
LEVEL = 0.16  # RMS, as of the music
SILENT = 0.0005  # RMS; what is quieter is noise of the recorder
MOST = 12.0  # times that a quiet sound is made louder
FADE = 0.25  # seconds in and out
Mono = NDArray[np.float32]


def write_sound(file: Path, out: Path, stretch: Stretch, seconds: float) -> str:
    """Write the sound of up to `seconds` of film as a mono WAV. Returns why there is none, or nothing."""
    try:
        heard = _heard(file, stretch, round(seconds * RATE))
    except av.FFmpegError as error:
        return f"its sound breaks ({error.strerror})"
    if heard is None:
        return "it has no sound"
    loud = float(np.sqrt(np.mean(heard * heard))) if len(heard) else 0.0
    if loud < SILENT:
        return "its sound is silent"
    even = np.tanh(heard * min(MOST, LEVEL / loud))  # softly limited: a bang must not stand out
    ramp = np.minimum(1.0, np.arange(len(even)) / (FADE * RATE))
    faded = even * ramp * ramp[::-1]
    out.write_bytes(wav(np.round(faded * 32767.0).astype("<i2").tobytes(), RATE))
    return ""


def _heard(file: Path, stretch: Stretch, most: int) -> Mono | None:
    """The samples from the in-point on, at the picture's pace; None without a sound. Raises FFmpegError."""
    with opened(file) as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        container.seek(max(0, int((stretch.start - 0.2) * av.time_base)), backward=True)
        graph: Graph | None = None
        parts: list[Mono] = []
        for frame in container.decode(stream):
            if (frame.time or 0.0) + frame.samples / frame.sample_rate <= stretch.start:
                continue
            if graph is None:
                graph = _graph(frame, stretch)
            graph.push(frame)
            parts += _pulled(graph)
            if sum(map(len, parts)) >= most:
                break
        if graph is not None:
            graph.push(None)
            parts += _pulled(graph)
        return np.concatenate([np.zeros(0, np.float32), *parts])[:most]


def _graph(frame: av.AudioFrame, stretch: Stretch) -> Graph:
    graph = Graph()
    graph.link_nodes(
        graph.add_abuffer(
            format=frame.format.name,
            sample_rate=frame.sample_rate,
            layout=frame.layout.name,
            time_base=frame.time_base,
        ),
        graph.add("atrim", f"start={max(0.0, stretch.start):.4f}"),
        graph.add("asetpts", "PTS-STARTPTS"),
        graph.add("atempo", f"{stretch.pace.speed:.5f}"),
        graph.add("aformat", f"sample_fmts=flt:sample_rates={RATE}:channel_layouts=mono"),
        graph.add("abuffersink"),
    ).configure()
    return graph


def _pulled(graph: Graph) -> list[Mono]:
    parts: list[Mono] = []
    while True:
        try:
            parts.append(np.asarray(graph.pull().to_ndarray().reshape(-1), np.float32))
        except (av.BlockingIOError, av.EOFError):
            return parts
