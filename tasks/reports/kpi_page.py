"""Reports many runs on one page: targets, stages, outcomes and costs, with charts; as Markdown for Prefect and HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.domain.runs.kpi import RunRecord
from tasks.domain.runs.kpi_history import Summary, critical_path, summarise
from tasks.domain.runs.kpi_week import cost_of_month, slower_stages
from tasks.domain.text.markdown import plain
from tasks.machine.storage.assets import write_whole
from tasks.reports import charts
from tasks.reports.embed import data_uri
from tasks.reports.kpi_advice import Budget, advice
from tasks.reports.words import change, dollars, rate, seconds, share, table, verdict

ABOUT = {  # the charts' headings
    "waterfall": "The latest short that was not only read from the cache",
    "durations": "How long it takes",
    "cost": "What it costs",
    "cache": "What the cache saves",
    "success": "How often it publishes",
}


@dataclass(frozen=True)
class KpiPage:
    """The page's content. `runs` are oldest first, at least one; `charts` are PNGs by the names in ABOUT.

    `month` is what this month's runs have cost so far, in USD; `advice` are sentences on what to do.
    """

    channel: str
    runs: Sequence[RunRecord]
    budgets: Sequence[Budget]
    summary: Summary
    last: RunRecord
    month: float
    advice: Sequence[str]
    charts: Mapping[str, bytes] = field(repr=False)

    @property
    def title(self) -> str:
        return f"KPIs of {self.channel or 'all channels'}"

    @property
    def span(self) -> str:
        days = sorted(run.day for run in self.runs)
        count = self.summary.runs
        return f"{count} runs, {days[0]} to {days[-1]}" if count > 1 else f"1 run, {days[0]}"

    def outcomes(self) -> str:
        """How the runs ended, counted as in Prefect's UI, in words."""
        counts = sorted(self.summary.outcomes.items(), key=lambda pair: -pair[1])
        shown = ", ".join(f"{count} {outcome}" for outcome, count in counts)
        retried = self.summary.retried
        return f"{shown}; retries after a failure: {retried}" if retried else shown

    def headlines(self) -> list[tuple[str, str, str]]:
        """The most important figures: name, value, and an explanation."""
        summary = self.summary
        days = f"{summary.days_published} of {summary.days} days got their short"
        whole = sum(run.whole for run in self.runs)
        duration = f"p95 {seconds(summary.total_p95)}, {whole} uncached runs"
        captions = f"{rate(summary.captions_per_minute)} captions a minute"
        return [
            ("success rate", share(summary.success_rate), days),
            ("runs", str(summary.runs), self.outcomes()),
            ("whole run, median", seconds(summary.total_median), duration),
            ("cost per short", dollars(summary.cost_a_short), f"{dollars(summary.cost)} paid in total"),
            ("cost this month", dollars(self.month), "of the runs that ended in it"),
            ("retries", str(summary.retries), f"{summary.fallbacks} fallbacks used"),
            ("words a minute", rate(summary.words_per_minute), captions),
            (
                "longest time without a visual event",
                seconds(summary.longest_gap),
                "median; at most 2.5 s, if cards move",
            ),
            ("sameness", share(summary.sameness), "median likeness to the channel's most similar earlier short"),
        ]

    def path(self) -> str:
        """The critical path of the last run, in words."""
        steps = [step for step in critical_path(self.last) if step.seconds >= 0.05]
        return ", ".join(f"{step.stage} {step.seconds:.1f} s" for step in steps)

    def target_rows(self) -> list[list[str]]:
        return [[t.name, t.wanted, t.measured or "-", verdict(t), t.about] for t in self.summary.targets]

    def stage_rows(self) -> list[list[str]]:
        return [
            [
                *(s.stage, seconds(s.median), seconds(s.p95), change(s.trend)),
                *(str(count) for count in (s.samples, s.partly, s.retries, s.failed)),
            ]
            for s in self.summary.stages
        ]

    def budget_rows(self) -> list[list[str]]:
        return [[budget.vendor, dollars(budget.spent), budget.left, budget.there] for budget in self.budgets]


TARGETS = ["metric", "target", "measured", "", "measured on"]
STAGE_HEADS = ["stage", "median", "p95", "trend", "samples", "partly cached", "retries", "failed"]
BUDGETS = ["vendor", "paid this month", "budget left", "quota left at the vendor"]
SAMPLES = "Durations include only stages that read nothing from the cache."


def kpi_page(
    channel: str,
    newest_first: Sequence[RunRecord],
    budgets: Sequence[Budget],
    now: datetime,
    recent: Sequence[RunRecord] = (),
) -> KpiPage:
    """Summarise and chart these runs, at least one; the waterfall shows the latest that made something.

    `recent`, newest first, are the runs of the last weeks: a page on few runs still says what became slower, and what
    this month has cost.
    """
    runs = tuple(reversed(newest_first))
    weeks = tuple(reversed(recent)) or runs
    made = (run for run in newest_first if run.executed and run.outcome == "published")
    last = next(made, newest_first[0])
    pictures = {
        "waterfall": charts.waterfall(last),
        "durations": charts.durations(runs),
        "cost": charts.cost(runs),
        "cache": charts.cache_hits(runs),
        "success": charts.success(runs),
    }
    todo = advice(runs, slower_stages(weeks, now), budgets, now)
    month = cost_of_month(weeks, f"{now:%Y-%m}")
    return KpiPage(channel, runs, budgets, summarise(runs), last, month, todo, pictures)


def write(page: KpiPage, folder: Path) -> Path:
    """Write index.html, which is self-contained, and each chart as a PNG. Returns the path of index.html."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    html = environment.get_template("kpis.html.j2").render(
        page=page,
        about=ABOUT,
        pictures={name: data_uri("image/png", png) for name, png in page.charts.items()},
        tables=[
            ("Targets", TARGETS, page.target_rows(), ""),
            ("Stages", STAGE_HEADS, page.stage_rows(), SAMPLES),
            ("Budgets", BUDGETS, page.budget_rows(), ""),
        ],
    )
    for name, png in page.charts.items():
        write_whole(folder / f"{name}.png", png)
    write_whole(folder / "index.html", html.encode())
    return folder / "index.html"


def markdown(page: KpiPage) -> str:
    """The page as Markdown, with embedded charts."""
    return "\n\n".join(_parts(page)) + "\n"


def _parts(page: KpiPage) -> Iterator[str]:
    yield f"# {plain(page.title)}"
    yield page.span
    yield table(["", "", ""], [[plain(text) for text in line] for line in page.headlines()])
    yield "## What to do"
    yield "\n".join(f"- {plain(sentence)}" for sentence in page.advice)
    yield "## Targets"
    yield table(TARGETS, [[plain(cell) for cell in row] for row in page.target_rows()])
    for name, png in page.charts.items():
        yield f"## {ABOUT[name]}"
        if name == "waterfall":
            yield f"{plain(page.last.run_key)}: {page.path()}"
        yield f"![{ABOUT[name]}]({data_uri('image/png', png)})"
    yield "## Stages"
    yield table(STAGE_HEADS, [[plain(cell) for cell in row] for row in page.stage_rows()])
    yield SAMPLES
    if page.budgets:
        yield "## Budgets"
        yield table(BUDGETS, [[plain(cell) for cell in row] for row in page.budget_rows()])
