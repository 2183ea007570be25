"""MoneyPrinterTurbo's assembly with default settings: zoomed clips, joined, then captioned.

MPT_HOME must name an empty folder. All scenes get the same length, as it knows only a maximum clip length.
"""

import math
import shutil
import sys
from pathlib import Path

from app.models.schema import MaterialInfo, VideoAspect, VideoConcatMode, VideoParams
from app.services import video
from app.utils import utils

from tests.bench.drivers import inputs, pictures
from tests.bench.meter import Meter, print_figures


def main(folder: Path, out: Path) -> None:
    plan, place = inputs(folder), Path(utils.storage_dir("local_videos", create=True))
    materials = []
    for picture in pictures(folder):
        shutil.copy(picture, place / picture.name)
        materials.append(MaterialInfo(provider="local", url=picture.name))
    clip = math.ceil(sum(plan["frames"]) / 30 / len(materials))
    choices = {"video_source": "local", "video_aspect": VideoAspect.portrait, "video_clip_duration": clip}
    params = VideoParams(video_subject="bench", subtitle_enabled=True, bgm_type="", n_threads=2, **choices)
    meter, joined, voice = Meter(), out.with_suffix(".joined.mp4"), str(folder / "voice.wav")
    ready = video.preprocess_video(materials=materials, clip_duration=clip)
    video.combine_videos(
        combined_video_path=str(joined),
        video_paths=[material.url for material in ready],
        audio_file=voice,
        video_aspect=VideoAspect.portrait,
        video_concat_mode=VideoConcatMode.sequential,
        video_transition_mode=None,
        max_clip_duration=clip,
        threads=2,
    )
    captions = str(folder / "captions.srt")
    video.generate_video(
        video_path=str(joined), audio_path=voice, subtitle_path=captions, output_file=str(out), params=params
    )
    print_figures(meter.read() | {"bytes": out.stat().st_size})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
