"""Reports one run as a Markdown page: scenes, where the time went, figures, checks, sources and fallbacks."""

from collections.abc import Iterator

from tasks.domain.edition import Edition, Receipt
from tasks.domain.runs.kpi import STAGES, RunRecord, StageTime
from tasks.domain.runs.kpi_history import Target, critical_path, targets
from tasks.domain.text.markdown import link, plain
from tasks.reports.embed import data_uri
from tasks.reports.words import figure, in_order, named, seconds, table, verdict

WIDTH = 44  # of the waterfall, in characters
OUTCOMES = {
    "published": "published",
    "repeated": "nothing to do, published before",
    "failed": "failed",
    "refused": "refused by the quality gate",
    "interrupted": "interrupted",
    "skipped": "skipped",
    "waiting": "waits for a reviewer",
}
CRITICAL, PARALLEL, CACHED = "█", "▒", "·"


def run_page(
    record: RunRecord,
    edition: Edition | None = None,
    sheet: bytes = b"",
    *,
    receipt: Receipt | None = None,
    watch: str = "",
) -> str:
    """The page. Without an edition (the run made none) it says how far the run came.

    `sheet` is a JPEG; `watch` is the address of a page that plays the film.
    """
    return "\n\n".join(_parts(record, edition, sheet, receipt, watch)) + "\n"


def did(record: RunRecord) -> str:
    """The run's outcome in words, and how long it took if it did anything."""
    outcome = OUTCOMES[record.counts_as]
    return outcome if record.counts_as == "repeated" else f"{outcome} in {record.total_seconds:.1f} s"


def run_table(record: RunRecord) -> list[dict[str, str]]:
    """The run's figures with their targets, then its stages, as rows of a table artifact."""
    goals = {target.name: target for target in targets((record,))}
    rows = [
        {"figure": named(name), "value": figure(name, record.metrics[name]), **_judged(goals.get(named(name)))}
        for name in in_order(record.metrics)
    ]
    rows += [{"figure": name, "value": quota, "wanted": "", "verdict": ""} for name, quota in _quotas(record)]
    for stage in sorted(record.stages, key=lambda stage: stage.started):
        value = f"{seconds(stage.seconds)} ({_did(stage) or 'cut off'})"
        rows.append({"figure": f"stage {stage.stage}", "value": value, "wanted": "", "verdict": ""})
    return rows


def waterfall(record: RunRecord) -> str:
    """A time line of the stages in text. Bars of the critical path are solid."""
    if not record.stages:
        return "No stage began."
    critical = {step.stage for step in critical_path(record)}
    total = max(record.total_seconds, *(stage.ended for stage in record.stages), 0.001)
    lines = []
    for stage in sorted(record.stages, key=lambda stage: stage.started):
        mark = CACHED if not stage.executed else CRITICAL if stage.stage in critical else PARALLEL
        left = min(WIDTH - 1, int(WIDTH * stage.started / total))
        bar = " " * left + mark * max(1, round(WIDTH * stage.ended / total) - left)
        lines.append(f"{stage.stage:<10}│{bar:<{WIDTH}}│{stage.seconds:7.1f} s  {_did(stage)}".rstrip())
    lines.append(f"{'':<10}└{'─' * WIDTH}┘{total:7.1f} s")
    return "\n".join(lines)


def _parts(
    record: RunRecord, edition: Edition | None, sheet: bytes, receipt: Receipt | None, watch: str
) -> Iterator[str]:
    title = edition.story.script.title if edition else f"{record.channel}, {record.day}"
    yield f"# {plain(title)}"
    outcome, _, length = did(record).partition(" in ")
    yield " · ".join(filter(None, [f"**{outcome}**", plain(record.channel), str(record.day), length]))
    if receipt:
        yield _where(receipt, watch)
    if edition:
        cut = edition.timeline
        yield f"{cut.seconds:.1f} s of film, {len(cut.shots)} scenes. {plain(edition.topic.reason)}"
    if record.error:
        yield f"> {plain(record.error)}"
    if not edition:
        yield _how_far(record)
    if sheet:
        yield f"![All scenes]({data_uri('image/jpeg', sheet)})"
    yield "## Where the time went"
    yield f"```text\n{waterfall(record)}\n```"
    yield _path(record)
    yield "## Figures"
    yield _figures(record)
    if record.notes:
        yield "## Replaced or skipped"
        yield "\n".join(f"- {plain(note)}" for note in record.notes)
    if edition:
        yield from _film(edition)


def _where(receipt: Receipt, watch: str) -> str:
    published = link(receipt.location, receipt.location) if receipt.location != receipt.folder else ""
    folder = f"in the folder {plain(receipt.folder)}" if receipt.folder else ""
    also = map(plain, receipt.also)
    return " · ".join(filter(None, [f"**{link('Watch the film', watch)}**" if watch else "", published, *also, folder]))


def _film(edition: Edition) -> Iterator[str]:
    yield "## Checks"
    checks = edition.approved.report.checks
    rows = [["✓" if c.passed else "✗", plain(c.name), plain(c.measured), plain(c.wanted)] for c in checks]
    yield table(["", "check", "measured", "wanted"], rows)
    yield "## Sources"
    if edition.story.sources:
        rows = [[link(s.title, s.url), plain(s.author), plain(s.licence)] for s in edition.story.sources]
        yield table(["source", "author", "licence"], rows)
    else:
        yield "The script was given."
    yield "## Scenes"
    origins = {picture.image.sha256: picture.origin for picture in edition.pictures}
    fps = edition.timeline.output.fps
    rows = [
        [_clock(shot.first // fps), plain(shot.narration), origins.get(shot.picture.sha256, "")]
        for shot in edition.timeline.shots
    ]
    yield table(["at", "narration", "picture"], rows)


def _clock(at: int) -> str:
    return f"{at // 60}:{at % 60:02}"


def _figures(record: RunRecord) -> str:
    goals = {target.name: target for target in targets((record,))}
    rows = []
    for name in in_order(record.metrics):
        goal = _judged(goals.get(named(name)))
        value = figure(name, record.metrics[name])
        rows.append([plain(named(name)), plain(value), plain(goal["wanted"]), goal["verdict"]])
    rows += [[plain(name), plain(quota), "", ""] for name, quota in _quotas(record)]
    return table(["figure", "this run", "target", ""], rows)


def _quotas(record: RunRecord) -> list[tuple[str, str]]:
    return [(f"left at {vendor}", quota) for vendor, quota in record.left.items()]


def _judged(target: Target | None) -> dict[str, str]:
    """The target and whether it is met; empty if this run cannot tell, as with a cached run or a new topic."""
    if target is None or target.met is None:
        return {"wanted": "", "verdict": ""}
    return {"wanted": target.wanted, "verdict": verdict(target)}


def _path(record: RunRecord) -> str:
    """The critical path in words."""
    steps = [step for step in critical_path(record) if step.seconds >= 0.05]
    if not steps:
        return "Everything came from the cache."
    path = ", ".join(f"{step.stage} {step.seconds:.1f} s" for step in steps)
    spare = [f"{step.stage} ran {step.spare:.1f} s longer than the parallel stages." for step in steps if step.spare]
    legend = f"{PARALLEL} ran in parallel, {CACHED} was cached."
    return " ".join([f"{CRITICAL} decided the length: {path}.", *spare, legend])


def _how_far(record: RunRecord) -> str:
    """Which stages completed, failed and never began."""
    completed = [stage.stage for stage in record.stages if (stage.executed or stage.cached) and not stage.failed]
    failed = [stage.stage for stage in record.stages if stage.failed]
    ahead = [name for name in STAGES if name not in {stage.stage for stage in record.stages}]
    parts = [("Completed", completed), ("failed at", failed), ("never began", ahead)]
    return "; ".join(f"{label}: {', '.join(names)}" for label, names in parts if names) + "."


def _did(stage: StageTime) -> str:
    counts = ((stage.executed, "made"), (stage.cached, "cached"), (stage.failed, "failed"), (stage.retries, "retried"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)
