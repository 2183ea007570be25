"""FactReel's assembly with default settings: karaoke captions, zooms, a single ffmpeg graph.

FactReel calls ffprobe for the duration of the sound. No Python package ships ffprobe, so `_seconds` replaces that call.
"""

import os
import sys
import tempfile
import wave
from itertools import accumulate
from pathlib import Path

import imageio_ffmpeg
from factreel import render, subtitles
from factreel.config import DEFAULTS, Channel

from tests.bench.drivers import inputs, pictures
from tests.bench.meter import Meter, print_figures


def main(folder: Path, out: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        # FactReel calls ffmpeg by name and needs version 7.
        (root / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
        os.environ["PATH"] = f"{root}{os.pathsep}{os.environ['PATH']}"
        render.media_duration = _seconds
        plan, channel, voice = inputs(folder), Channel(root, DEFAULTS), folder / "voice.wav"
        words = [(start, end, word) for word, start, end in plan["words"]]
        starts = [first / 30 for first in accumulate(plan["frames"][:-1], initial=0)]
        meter, titles = Meter(), channel.temp_dir / "captions.ass"
        subtitles.write_ass(channel, " ".join(word for _, _, word in words), words, titles)
        render.render(channel, pictures(folder), starts, voice, out, titles, music=False)
        print_figures(meter.read() | {"bytes": out.stat().st_size})


def _seconds(path: Path) -> float:
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
