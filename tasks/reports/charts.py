"""Draws charts of runs as PNG. A filled mark is a run with nothing cached; a hollow one had some work cached."""

import io
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tasks.domain.runs.kpi import STAGES, RunRecord
from tasks.domain.runs.kpi_history import TRIED, costs, critical_path, repeats, stage_statistics, success_rate
from tasks.reports.words import change, dollars, seconds

INK, SOFT, LINE = "#16181d", "#6b7280", "#e3e5ea"
BLUE, ORANGE, GREEN, RED, PALE = "#3b5bdb", "#d9480f", "#1d7a46", "#b3261e", "#c3c8d1"
OUTCOME = {
    "published": GREEN,
    "repeated": LINE,
    "failed": RED,
    "refused": ORANGE,
    "interrupted": SOFT,
    "skipped": PALE,
    "waiting": BLUE,
}
STYLE: dict[Any, Any] = {
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.1,
    "figure.constrained_layout.h_pad": 0.1,
    "font.size": 10,
    "font.family": "DejaVu Sans",
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": LINE,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "legend.frameon": False,
}
WINDOW = 7  # runs over which the success rate is averaged
DPI = 110
Data = TypeVar("Data")


def _png(width: float, height: float) -> Callable[[Callable[[Figure, Data], None]], Callable[[Data], bytes]]:
    """A decorator for functions that draw data on a figure of this size (inches): returns the PNG instead."""

    def decorate(draw: Callable[[Figure, Data], None]) -> Callable[[Data], bytes]:
        def render(data: Data) -> bytes:
            out = io.BytesIO()
            with rc_context(STYLE):
                figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
                draw(figure, data)
                figure.savefig(out, format="png")
            return out.getvalue()

        return render

    return decorate


@_png(10.5, 9.5)
def durations(figure: Figure, runs: Sequence[RunRecord]) -> None:
    """The duration of each run on top, then of each stage, with its median."""
    grid = figure.add_gridspec(4, 3, height_ratios=(1.25, 1, 1, 1))
    top = figure.add_subplot(grid[0, :])
    top.set_title("Whole run, seconds")
    for at, run in enumerate(runs):
        if run.outcome == "published":
            _mark(top, at, run.total_seconds, whole=run.whole)
        else:
            top.plot(at, run.total_seconds, "x", color=OUTCOME[run.outcome], markersize=7, markeredgewidth=2)
    top.plot([], [], "o", color=BLUE, label="nothing cached")
    top.plot([], [], "o", color=BLUE, markerfacecolor="white", label="partly cached")
    top.plot([], [], "x", color=RED, markeredgewidth=2, label="not published")
    top.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, fontsize=9)
    _target_line(top, 90, "target: under 90 s")
    _days(top, runs)
    for number, name in enumerate(STAGES):
        axes = figure.add_subplot(grid[1 + number // 3, number % 3])
        statistics = stage_statistics(runs, name)
        axes.set_title(name)
        about = f"median {seconds(statistics.median)}, p95 {seconds(statistics.p95)}"
        about += "" if statistics.trend is None else f", {change(statistics.trend)}"
        axes.set_title(about, loc="right", fontsize=8, fontweight="normal", color=SOFT)
        for at, run in enumerate(runs):
            stage = next((stage for stage in run.stages if stage.stage == name and stage.executed), None)
            if stage:
                _mark(axes, at, stage.seconds, whole=run.took(name) is not None)
        if statistics.median is not None:
            axes.axhline(statistics.median, color=BLUE, linewidth=1, alpha=0.5)
        if name == "images":
            _target_line(axes, 10, "target: under 10 s")
        axes.set_ylim(bottom=0, top=max(axes.get_ylim()[1], 0.1) * 1.1)
        _days(axes, runs, max_labels=4)


@_png(10.5, 4.2)
def waterfall(figure: Figure, run: RunRecord) -> None:
    """One run's stages on a time line: the critical path strong, cached stages pale."""
    axes = figure.subplots()
    steps = {step.stage: step for step in critical_path(run)}
    stages = sorted(run.stages, key=lambda stage: stage.started)
    right = max((run.total_seconds, *(stage.ended for stage in stages)))
    for row, stage in enumerate(stages):
        colour = RED if stage.failed else ORANGE if stage.stage in steps else BLUE
        alpha = 1.0 if stage.failed else 0.25 if not stage.executed else 1.0 if stage.stage in steps else 0.55
        axes.barh(row, max(stage.seconds, right / 400), left=stage.started, height=0.62, color=colour, alpha=alpha)
        text = f"{stage.seconds:.1f} s"
        if stage.failed:
            text += ", failed"
        elif stage.cached:
            text += f", {stage.cached} of {stage.executed + stage.cached} cached"
        if stage.stage in steps and steps[stage.stage].spare >= 0.05:
            text += f", {steps[stage.stage].spare:.1f} s longer than the parallel stages"
        early, late = stage.started < right * 0.4, stage.ended > right * 0.7
        gap = right * 0.008
        # Label next to the bar if there is room, else on it.
        at = stage.ended + gap if not late else stage.ended - gap if early else stage.started - gap
        colour = "white" if early and late and alpha > 0.5 else SOFT
        axes.text(at, row, text, va="center", ha="right" if late else "left", fontsize=9, color=colour)
    axes.set_yticks(range(len(stages)), [stage.stage for stage in stages], color=INK)
    axes.set_ylim(len(stages) - 0.4, -0.6)
    axes.set_xlim(0, right * 1.01)
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x")
    axes.set_xlabel("seconds into the run")
    axes.set_title(f"{run.run_key}: {run.total_seconds:.1f} s, {run.counts_as}")
    axes.barh([-9], [0], color=ORANGE, label="critical path")
    axes.barh([-9], [0], color=BLUE, alpha=0.55, label="parallel to it")
    figure.legend(loc="outside lower right", ncols=2, fontsize=9)


@_png(10.5, 3)
def cost(figure: Figure, runs: Sequence[RunRecord]) -> None:
    """What each run paid to vendors."""
    axes = figure.subplots()
    paid = costs(runs)
    axes.set_title("Cost per run, USD")
    last = {run.flow_run or f"unnamed-{at}": at for at, run in enumerate(runs)}  # only the last try of a retried run
    for name, at in last.items():
        axes.bar(at, paid[name], width=0.7, color=OUTCOME[runs[at].counts_as])
        if paid[name] and len(last) <= 16:
            axes.annotate(dollars(paid[name]), (at, paid[name]), ha="center", va="bottom", fontsize=8, color=SOFT)
    for outcome in dict.fromkeys(run.counts_as for run in runs):
        axes.bar([0], [0], color=OUTCOME[outcome], label=outcome)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=5, fontsize=9)
    if not any(paid.values()):
        _say(axes, "These runs paid nothing.")
    axes.set_ylim(0, max(*paid.values(), 0.0001) * 1.2)
    _days(axes, runs)


@_png(10.5, 3)
def cache_hits(figure: Figure, runs: Sequence[RunRecord]) -> None:
    """The cache hit rate of each run. The target holds for repeated topics only: new ones cannot hit the cache."""
    axes = figure.subplots()
    axes.set_title("Share of work read from the cache")
    for at, (run, repeat) in enumerate(zip(runs, repeats(runs), strict=True)):
        if run.executed + run.cached:
            share = 100 * run.cached / (run.executed + run.cached)
            axes.bar(at, max(share, 0.8), width=0.7, color=BLUE if repeat else PALE)
    _target_line(axes, 80, "target: 80% on a repeated topic", above=True)
    axes.bar([0], [0], color=BLUE, label="repeated topic")
    axes.bar([0], [0], color=PALE, label="new topic")
    axes.legend(loc="upper left", fontsize=9, ncols=2)
    axes.set_ylim(0, 130)
    axes.set_yticks(range(0, 101, 20), [f"{share}%" for share in range(0, 101, 20)])
    _days(axes, runs)


@_png(10.5, 3)
def success(figure: Figure, runs: Sequence[RunRecord]) -> None:
    """Each run's outcome, and the success rate of the last WINDOW attempts."""
    axes = figure.subplots()
    axes.set_title(f"Share published of the last {WINDOW} attempts")
    tried = [at for at, run in enumerate(runs) if run.counts_as in TRIED]
    rates = [success_rate([runs[at] for at in tried[max(0, n + 1 - WINDOW) : n + 1]]) or 0.0 for n in range(len(tried))]
    axes.plot(tried, [100 * rate for rate in rates], "-", color=INK, linewidth=1.6)
    for outcome, colour in OUTCOME.items():
        at = [number for number, run in enumerate(runs) if run.counts_as == outcome]
        if at:
            axes.plot(at, [-14] * len(at), "s", color=colour, markersize=8, label=f"{outcome} {len(at)}")
    axes.legend(loc="upper left", fontsize=9, ncols=5)
    axes.set_ylim(-24, 130)
    axes.set_yticks(range(0, 101, 20), [f"{share}%" for share in range(0, 101, 20)])
    _days(axes, runs)


def _mark(axes: Axes, at: int, value: float, *, whole: bool) -> None:
    axes.plot(at, value, "o", color=BLUE, markersize=5 if whole else 4, markerfacecolor=BLUE if whole else "white")


def _target_line(axes: Axes, value: float, text: str, *, above: bool = False) -> None:
    axes.axhline(value, color=ORANGE, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.set_ylim(bottom=0, top=max(axes.get_ylim()[1], value * 1.2))
    at = (0.995, value)
    axes.annotate(
        text,
        at,
        xycoords=("axes fraction", "data"),
        xytext=(0, 3 if above else -3),
        textcoords="offset points",
        ha="right",
        va="bottom" if above else "top",
        fontsize=8,
        color=ORANGE,
    )


def _days(axes: Axes, runs: Sequence[RunRecord], max_labels: int = 10) -> None:
    """Label the x axis, on which runs are one apart, with the days of at most `max_labels` runs."""
    room = max(len(runs), 8)
    at = range(0, len(runs), -(-room // max_labels))
    axes.set_xticks(at, [f"{runs[number].day:%d %b}".lstrip("0") for number in at])
    axes.set_xlim(-0.7, room - 0.3)


def _say(axes: Axes, text: str) -> None:
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=SOFT)
    axes.set_yticks([])
