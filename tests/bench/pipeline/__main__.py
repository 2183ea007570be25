"""Runs the rounds. In each, the sides follow one another on the same machine, each short for vendors of its own round.

A round takes about nine minutes on two quiet cores; ROUNDS=1 makes one. Exits with 1 if a promise is broken.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.domain.words import count_words
from tests.bench.meter import run_measured
from tests.bench.pipeline import report
from tests.bench.pipeline.design import Made, heard
from tests.bench.pipeline.latencies import Latencies
from tests.bench.pipeline.ours import DAYS, Household
from tests.bench.pipeline.path import Work
from tests.bench.pipeline.promises import SIDES
from tests.bench.pipeline.world import SUBJECT, World, paint_pictures, world

CHANGED = "Nobody had told them how to do it"  # the words of the scene that is changed
REHEARSAL = ("--shape", "square", "--length", "15")
FASTER = 10  # times, in a rehearsal
PACKAGE = "tests.bench.pipeline"


def main() -> int:
    parser = argparse.ArgumentParser(prog=PACKAGE, description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rehearse", action="store_true", help="to try the bench itself: fast vendors, a small film")
    parser.add_argument("--sides", default=",".join(SIDES), help="only these, with commas; cold is always one")
    options = parser.parse_args()
    began, sides = time.time(), options.sides.split(",")
    if unknown := set(sides) - set(SIDES):
        parser.error(f"there is no side {', '.join(sorted(unknown))}; the sides are {', '.join(SIDES)}")
    speed, more = (Latencies().times(1 / FASTER), REHEARSAL) if options.rehearse else (Latencies(), ())
    paint_pictures()
    rounds: dict[str, list[Made]] = {side: [] for side in SIDES}
    works: list[Work] = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as name, world(speed) as vendors:
            a_round = Round(Path(name), vendors, more)
            for side, made in a_round.sides(sides):
                rounds[side].append(made)
                sys.stderr.write(f"round {number + 1}, {SIDES[side]}: {made.seconds:.1f} s\n")
            works.append(a_round.work())
    return report.write(rounds, works, speed, time.time() - began)


@dataclass
class Round:
    """One round: a user with an empty home, the seed's program, and a user whose day was prepared. Each method that
    gives a `Made` is a side of the bench."""

    folder: Path
    vendors: World
    more: tuple[str, ...]  # options of each command

    def __post_init__(self) -> None:
        self.user = Household(self._place("user"), self.vendors)

    def sides(self, wanted: Container[str]) -> Iterator[tuple[str, Made]]:
        """The wanted sides of the bench, in turn; the cold short always, since the others build on it."""
        self.user.settle()
        self.cold = self.user.make("--day", DAYS[0], *self.more)
        self.film = self.user.short
        yield "cold", self.cold
        for side in (self.baseline, self.again, self.changed, self.repeated, self.prefetched):
            if side.__name__ in wanted:
                yield side.__name__, side()

    def again(self) -> Made:
        """The same command. After it, what it takes to start it, and to be told of its options."""
        made = self.user.make("--day", DAYS[0], *self.more)
        started = self.user.start("--day", DAYS[0], *self.more) | self.user.help()
        return replace(made, figures={**made.figures, **started})

    def changed(self) -> Made:
        """The short's own script, in which a person has changed a scene."""
        return self.user.make("--day", DAYS[0], "--script", str(self.edited()), *self.more)

    def repeated(self) -> Made:
        """A topic that the user asks for on two days."""
        asked = ("--topic", SUBJECT, *self.more)
        self.user.make("--day", DAYS[1], *asked)
        return self.user.make("--day", DAYS[2], *asked)

    def prefetched(self) -> Made:
        """The day's trends and facts are there, because an earlier run came as far as the script and was refused it."""
        early = Household(self._place("early"), self.vendors)
        early.settle()
        self.vendors.model.no_scripts = True
        early.fail("--day", DAYS[3], *self.more)
        self.vendors.model.no_scripts = False
        return early.make("--day", DAYS[3], *self.more)

    def baseline(self) -> Made:
        """The seed's program, for a film of the same length with the same pictures."""
        place, script = self._place("baseline"), json.loads((self.film / "script.json").read_text())
        orders = self.vendors.orders() | {
            "began": time.time(),
            "words": count_words(script["script"]),
            "pictures": self.vendors.diary.pictures[: len(script["scenes"])],
        }
        (place / "orders.json").write_text(json.dumps(orders))
        command = [sys.executable, "-m", f"{PACKAGE}.baseline", str(place)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        ended, began = time.time(), orders["began"]
        made = replace(heard(done.stdout.splitlines()[-1]), seconds=ended - began)
        return made.among(self.vendors.diary.spans(began, ended))

    def edited(self) -> Path:
        """The short's script with other words in the scene in its middle, as a person changes them."""
        script = json.loads((self.film / "script.json").read_text())
        scene = script["scenes"][len(script["scenes"]) // 2]
        changed = CHANGED + (scene["narration"][-1] if scene["narration"][-1] in ".,;:!?" else "")
        script["script"] = script["script"].replace(scene["narration"], changed)
        scene["narration"] = changed
        path = self.folder / "edited.json"
        path.write_text(json.dumps(script))
        return path

    def work(self) -> Work:
        """What the cold short asked for, and its encode alone on the machine."""
        alone = self._place("alone")
        shutil.copy(self.film / "timeline.json", alone)
        (alone / "assets").symlink_to(self.user.home / "assets")
        encode = run_measured([sys.executable, "-m", "tests.bench.sides", "ours", str(alone)])
        return Work(
            passages=tuple(self.cold.units("voice")),
            stills=self.cold.asked("still"),
            pictures=self.cold.asked("picture"),
            film=(self.film / "short.mp4").stat().st_size,
            encode=encode["wall_s"],
        )

    def _place(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir()
        return place


if __name__ == "__main__":
    sys.exit(main())
