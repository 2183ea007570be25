"""Make the moving picture of a film that README shows: `python -m tests.bench.preview short.mp4 docs/short.webp`.

Three stretches of the film play side by side, without sound. GitHub shows an animated WebP as it is.
"""

import sys
from itertools import islice
from pathlib import Path

import av
from PIL import Image

STARTS = (0.0, 0.36, 0.72)  # of the film
SECONDS = 6.0
RATE = 12  # pictures a second
SIZE = (216, 384)  # of each stretch
GAP = 6
MOST_BYTES = 3_000_000


def stretch(film: Path, start: float) -> list[Image.Image]:
    """The pictures of the stretch that begins at this share of the film."""
    with av.open(str(film), "r") as file:
        stream = file.streams.video[0]
        fps = float(stream.average_rate or 30)
        first = round(start * stream.frames)
        every = max(1, round(fps / RATE))
        frames = islice(file.decode(stream), first, first + round(SECONDS * fps), every)
        return [
            Image.fromarray(frame.to_ndarray(format="rgb24")).resize(SIZE, Image.Resampling.LANCZOS) for frame in frames
        ]


def beside(pictures: tuple[Image.Image, ...]) -> Image.Image:
    """One picture of several, side by side."""
    whole = Image.new("RGB", (len(pictures) * (SIZE[0] + GAP) - GAP, SIZE[1]), "white")
    for number, picture in enumerate(pictures):
        whole.paste(picture, (number * (SIZE[0] + GAP), 0))
    return whole


def main(film: Path, out: Path) -> None:
    """Write the animated picture at the best quality that fits."""
    frames = [beside(together) for together in zip(*(stretch(film, start) for start in STARTS), strict=False)]
    for quality in (80, 65, 50, 35):
        frames[0].save(
            out, save_all=True, append_images=frames[1:], duration=round(1000 / RATE), loop=0, quality=quality, method=4
        )
        if out.stat().st_size <= MOST_BYTES:
            break
    sys.stdout.write(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(frames)} pictures, quality {quality}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
