"""Measures what concurrent downloads save: fourteen pictures sequentially, and mapped as in the pipeline.

`make bench-download`. A local server delays each answer, as distant hosts do. Both ways fetch and prepare the same
files in this process without a cache; the mapped way uses as many workers as the flow. Exits with 1 above the target.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import environ
from pathlib import Path

from tasks.domain.channel import Palette
from tasks.domain.story import Candidate, Credit, Picture, Scene, Script, Story
from tasks.domain.timeline import OutputSpec
from tasks.images import PictureOrder, order_pictures, picture_for
from tasks.machine.settings import settings
from tasks.stagecraft.searching import Findings
from tests.bench.inputs import encoded, photograph
from tests.providers.desks import desk_in
from tests.servers.wire import Reply, Request, Vendor

MAX_SHARE = 1 / 3  # target: share of the sequential time
PICTURES = 14


class Host(Vendor):
    """A slow picture host, with pictures of the size that searches request."""

    def __init__(self, latency: float) -> None:
        super().__init__()
        self.latency = latency
        shown = [photograph(seed, 1080, 1920) for seed in range(PICTURES)]
        self.files = {f"/{number}.jpg": encoded(picture, quality=90) for number, picture in enumerate(shown)}

    def answer(self, request: Request) -> Reply:
        return Reply(200, self.files[request.path], {"Content-Type": "image/jpeg"})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds before each answer (the seed: 30 s for 14)")
    parser.add_argument("--workers", type=int, default=settings().fetch_workers)
    options = parser.parse_args()
    with Host(options.latency) as host:
        environ["DAILIES_ALLOWED_HOSTS"] = host.url.removeprefix("http://")
        orders = _orders(host)
        sequential = _timed(orders, lambda make, each: list(map(make, each)))
        with ThreadPoolExecutor(options.workers) as pool:
            mapped = _timed(orders, lambda make, each: list(pool.map(make, each)))
    size = sum(map(len, host.files.values())) / 1e6
    ratio = mapped / sequential
    sys.stdout.write(
        f"\n{PICTURES} pictures, {size:.1f} MB, {options.latency:g} s before each answer\n"
        f"one after another      {sequential:6.2f} s\n"
        f"mapped, {options.workers:2} at a time   {mapped:6.2f} s\n\n"
        f"mapped of the other: {ratio:.3f} (promise: at most {MAX_SHARE:.3f})\n"
    )
    Path("bench").mkdir(exist_ok=True)
    figures = {"one_by_one_s": sequential, "mapped_s": mapped, "ratio": ratio, "latency_s": options.latency}
    Path("bench/download.json").write_text(json.dumps(figures, indent=2) + "\n")
    return 0 if ratio <= MAX_SHARE else 1


def _orders(host: Host) -> tuple[PictureOrder, ...]:
    """One order per scene, each with its own picture as the only candidate."""
    scenes = [Scene(time="", narration=f"Scene {n}.", visual_description="") for n in range(PICTURES)]
    text = " ".join(scene.narration for scene in scenes)
    script = Script(title="Scenes", hook="x", script=text, scenes=scenes, hashtags=(), description="")
    story = Story(script=script, writer="bench")
    plain = order_pictures(story, (), Findings(), Palette.auto, 1, OutputSpec())
    candidates = (
        Candidate(url=f"{host.url}{name}", credit=Credit(title=name, author="", licence="CC0"), found_by="bench")
        for name in host.files
    )
    return tuple(
        order.model_copy(update={"found": (candidate,)}) for order, candidate in zip(plain, candidates, strict=True)
    )


Make = Callable[[PictureOrder], Picture]
Spread = Callable[[Make, Sequence[PictureOrder]], list[Picture]]


def _timed(orders: Sequence[PictureOrder], spread: Spread) -> float:
    """Wall seconds for all pictures. Exits if one could not be downloaded."""
    with tempfile.TemporaryDirectory() as name:
        context = desk_in(Path(name))
        began = time.perf_counter()
        pictures = spread(lambda order: picture_for(order, OutputSpec(), context), orders)
        took = time.perf_counter() - began
    if {picture.origin for picture in pictures} != {"found"}:
        raise SystemExit("Not every picture could be downloaded: the figures would say nothing.")
    return took


if __name__ == "__main__":
    sys.exit(main())
