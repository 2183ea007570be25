"""What the pipeline promises of its speed, each line with the figure that was measured."""

from collections.abc import Mapping, Sequence
from statistics import median

from tests.bench.meter import Figures
from tests.bench.pipeline.design import Made
from tests.bench.report import Target

# What is run in each round, and what a reader is told of it.
SIDES = {
    "baseline": "the seed's design",
    "cold": "ours, nothing known of the day",
    "again": "ours, the same again",
    "changed": "ours, one scene's words changed",
    "repeated": "ours, a topic asked for again on another day",
    "prefetched": "ours, trends and research known before",
}
Rounds = Mapping[str, Sequence[Made]]


def _wall(side: str, of: str, maximum: float) -> Target:
    """A target for a side's seconds from prompt to prompt, divided by another's."""
    description = f"{side}: of the {'critical path' if of.startswith('path') else of}"
    return Target(description, maximum, (side, of), lambda r: r[side]["seconds"] / r[of]["seconds"])


def _figure(side: str, what: str, name: str, maximum: float) -> Target:
    """A target for one figure of a side."""
    return Target(f"{side}: {what}", maximum, (side,), lambda r: r[side][name])


PROMISES = (
    _wall("cold", "baseline", 0.45),
    _wall("cold", "path", 1.15),
    _wall("prefetched", "baseline", 0.33),
    _figure("again", "seconds from prompt to prompt", "seconds", 5.0),
    _figure("again", "CPU seconds from prompt to first stage", "start_cpu_s", 5.0),
    _figure("again", "seconds until the options are shown", "help_s", 1.0),
    _figure("changed", "passages spoken again", "asked_voice", 2.0),
    _figure("changed", "segments encoded again", "segments", 4.0),
    _figure("changed", "seconds from prompt to prompt", "seconds", 25.0),
    _figure("cold", "seconds of pictures", "image_download_time", 6.0),
    _figure("cold", "seconds of assembly", "video_assembly_time", 20.0),
    _figure("cold", "seconds from prompt to prompt", "seconds", 75.0),
    Target("repeated: share not from the cache", 0.20, ("repeated",), lambda r: 1 - r["repeated"]["cache_hit_rate"]),
    _figure("cold", "answers that could not be parsed", "json_parse_failures", 0.0),
)


def medians(rounds: Rounds) -> dict[str, Figures]:
    """The median of every figure of every side; a stage's seconds are `stage_...`, a kind's requests `asked_...`."""
    return {side: _medians([_figures(made) for made in runs]) for side, runs in rounds.items() if runs}


def _medians(runs: Sequence[Figures]) -> Figures:
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: median(run.get(name, 0.0) for run in runs) for name in names}


def _figures(made: Made) -> Figures:
    return {
        "seconds": made.seconds,
        **made.figures,
        **{f"stage_{span.what}": span.seconds for span in made.stages},
        **{f"asked_{span.what}": float(made.asked(span.what)) for span in made.requests},
        "asked_voice": float(made.asked("voice")),
    }


def kept(results: Mapping[str, Figures]) -> list[tuple[Target, float]]:
    """Every promise whose sides were measured, with its figure."""
    return [(promise, promise.value_of(results)) for promise in PROMISES if set(promise.needs) <= set(results)]


def lines(results: Mapping[str, Figures]) -> list[str]:
    """Every promise as kept or broken."""
    shown = []
    for promise, value in kept(results):
        word = "kept  " if value <= promise.maximum else "BROKEN"
        shown.append(f"{word} {promise.description:45}{value:9.2f}   at most {promise.maximum:g}")
    return shown
