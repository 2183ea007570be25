"""A short as moviepy's users write it: ImageClips cropped to the frame, joined, written with default settings.

A third argument, in seconds, adds zooms, fades and captions and limits the film to that length; it takes minutes.
"""

import sys
from pathlib import Path

from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, TextClip, VideoClip, concatenate_videoclips
from moviepy.video.fx import CrossFadeIn

from tests.bench.drivers import Inputs, inputs, pictures
from tests.bench.meter import Meter, print_figures

SIZE = (1080, 1920)


def main(folder: Path, out: Path, seconds: float, *, full: bool) -> None:
    plan, meter = inputs(folder), Meter()
    clips, at = [], 0.0
    for picture, frames in zip(pictures(folder), plan["frames"], strict=True):
        if at < seconds:
            clips.append(_scene(picture, frames / 30, full=full))
        at += frames / 30
    film = concatenate_videoclips(clips, method="compose" if full else "chain")
    if full:
        film = CompositeVideoClip([film, *_captions(plan, seconds, folder / "caption.ttf")], size=SIZE)
    film = film.with_audio(AudioFileClip(str(folder / "voice.wav"))).with_duration(min(seconds, film.duration))
    film.write_videofile(
        str(out),
        fps=30,
        codec="libx264",
        audio_codec="aac",
        threads=2,
        logger=None,
        temp_audiofile_path=str(out.parent),
    )
    print_figures(meter.read() | {"bytes": out.stat().st_size, "seconds": film.duration})


def _scene(picture: Path, seconds: float, *, full: bool) -> VideoClip:
    clip = ImageClip(str(picture))
    scale = max(SIZE[0] / clip.w, SIZE[1] / clip.h)
    clip = clip.resized(scale).cropped(
        x_center=clip.w * scale / 2, y_center=clip.h * scale / 2, width=1080, height=1920
    )
    clip = clip.with_duration(seconds)
    if not full:
        return clip
    zoomed = clip.resized(lambda t: 1 + 0.12 * t / seconds).with_position("center")
    return CompositeVideoClip([zoomed], size=SIZE).with_duration(seconds).with_effects([CrossFadeIn(0.4)])


def _captions(plan: Inputs, seconds: float, font: Path) -> list[VideoClip]:
    words = [word for word in plan["words"] if word[2] <= seconds]
    groups = [words[at : at + 3] for at in range(0, len(words), 3)]
    look = {"font": str(font), "font_size": 70, "color": "white", "stroke_color": "black", "stroke_width": 4}
    return [
        TextClip(text=" ".join(word for word, _, _ in group).upper(), method="caption", size=(960, 300), **look)
        .with_start(group[0][1])
        .with_end(group[-1][2])
        .with_position(("center", 1300))
        for group in groups
    ]


if __name__ == "__main__":
    full_seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    main(Path(sys.argv[1]), Path(sys.argv[2]), full_seconds or 3600.0, full=bool(full_seconds))
