"""The seed's design, as a baseline: one ffmpeg run over looped stills, without motion or captions."""

from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from tasks.machine.tools.ffmpeg import run_graph


def assemble(pictures: Sequence[Path], frames: Sequence[int], voice: Path, target: Path) -> None:
    """Scale, crop, concat and loudnorm in one pass of ffmpeg, with libx264 veryfast."""
    shots = [
        ffmpeg.input(str(picture), loop=1, framerate=30, t=f"{count / 30:.4f}")
        .video.filter("scale", 1080, 1920, force_original_aspect_ratio="increase")
        .filter("crop", 1080, 1920)
        .filter("setsar", 1)
        .filter("fps", 30)
        .filter("format", "yuv420p")
        for picture, count in zip(pictures, frames, strict=True)
    ]
    video = ffmpeg.concat(*shots, v=1, a=0)
    audio = ffmpeg.input(str(voice)).audio.filter("loudnorm", I=-16, TP=-1.5, LRA=11)
    options = {"preset": "veryfast", "r": 30, "pix_fmt": "yuv420p", "ar": 44100, "movflags": "+faststart"}
    codecs = {"vcodec": "libx264", "acodec": "aac", "audio_bitrate": "192k"}
    run_graph(ffmpeg.output(video, audio, str(target), shortest=None, **codecs, **options), seconds=900)
