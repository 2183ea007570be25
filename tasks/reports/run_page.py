"""One run as a Markdown page: its pictures, where its time went, what was checked, used, replaced and paid."""

import base64
from collections.abc import Iterator

from tasks.domain.edition import Edition
from tasks.domain.runs.kpi import STAGES, RunRecord, StageTime
from tasks.domain.runs.kpi_history import Target, critical_path, targets
from tasks.reports.words import figure, in_order, link, named, plain, seconds, table, verdict

WIDE = 44  # characters of the waterfall
SAYS = {
    "published": "published",
    "failed": "failed",
    "refused": "refused by the quality gate",
    "interrupted": "interrupted",
    "skipped": "skipped",
    "waiting": "waits for a reviewer",
}
DECIDED, BESIDE, CACHED = "█", "▒", "·"


def run_page(record: RunRecord, edition: Edition | None = None, sheet: bytes = b"") -> str:
    """Without an edition, of a run that made none: how far it came, and why no further."""
    return "\n\n".join(_parts(record, edition, sheet)) + "\n"


def run_table(record: RunRecord) -> list[dict[str, str]]:
    """The run's figures beside what the plan wants of them, then its stages."""
    wanted = {target.name: target for target in targets((record,))}
    rows = [
        {"figure": named(name), "value": figure(name, record.metrics[name]), **_wanted(wanted.get(named(name)))}
        for name in in_order(record.metrics)
    ]
    rows += [{"figure": name, "value": said, "wanted": "", "verdict": ""} for name, said in _left(record)]
    for stage in sorted(record.stages, key=lambda stage: stage.started):
        value = f"{seconds(stage.seconds)} ({_did(stage) or 'cut off'})"
        rows.append({"figure": f"stage {stage.stage}", "value": value, "wanted": "", "verdict": ""})
    return rows


def waterfall(record: RunRecord) -> str:
    """Bars of text on one time line; the stages that decided when the run ended are drawn solid."""
    if not record.stages:
        return "No stage began."
    decided = {step.stage for step in critical_path(record)}
    total = max(record.total_seconds, *(stage.ended for stage in record.stages), 0.001)
    lines = []
    for stage in sorted(record.stages, key=lambda stage: stage.started):
        mark = CACHED if not stage.executed else DECIDED if stage.stage in decided else BESIDE
        left = min(WIDE - 1, int(WIDE * stage.started / total))
        bar = " " * left + mark * max(1, round(WIDE * stage.ended / total) - left)
        lines.append(f"{stage.stage:<10}│{bar:<{WIDE}}│{stage.seconds:7.1f} s  {_did(stage)}".rstrip())
    lines.append(f"{'':<10}└{'─' * WIDE}┘{total:7.1f} s")
    return "\n".join(lines)


def _parts(record: RunRecord, edition: Edition | None, sheet: bytes) -> Iterator[str]:
    title = edition.story.script.title if edition else f"{record.channel}, {record.day}"
    yield f"# {plain(title)}"
    yield f"**{SAYS[record.outcome]}** · {plain(record.channel)} · {record.day} · {record.total_seconds:.1f} s"
    if edition:
        cut = edition.timeline
        yield f"{cut.seconds:.1f} s of film, {len(cut.shots)} scenes. {plain(edition.topic.reason)}"
    if record.error:
        yield f"> {plain(record.error)}"
    if not edition:
        yield _how_far(record)
    if sheet:
        yield f"![All scenes](data:image/jpeg;base64,{base64.b64encode(sheet).decode()})"
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
        [f"{at // 60}:{at % 60:02}", plain(shot.narration), origins.get(shot.picture.sha256, "")]
        for shot in edition.timeline.shots
        for at in (shot.first // fps,)
    ]
    yield table(["at", "narration", "picture"], rows)


def _figures(record: RunRecord) -> str:
    wanted = {target.name: target for target in targets((record,))}
    rows = []
    for name in in_order(record.metrics):
        found = _wanted(wanted.get(named(name)))
        rows.append(
            [plain(named(name)), plain(figure(name, record.metrics[name])), plain(found["wanted"]), found["verdict"]]
        )
    rows += [[plain(name), plain(said), "", ""] for name, said in _left(record)]
    return table(["figure", "this run", "wanted", ""], rows)


def _left(record: RunRecord) -> list[tuple[str, str]]:
    return [(f"left at {vendor}", said) for vendor, said in record.left.items()]


def _wanted(target: Target | None) -> dict[str, str]:
    """Nothing where this run does not tell: it read its cache, or its topic is new to it."""
    if target is None or target.met is None:
        return {"wanted": "", "verdict": ""}
    return {"wanted": target.wanted, "verdict": verdict(target)}


def _path(record: RunRecord) -> str:
    """In words, what the length of the run was made of."""
    steps = [step for step in critical_path(record) if step.seconds >= 0.05]
    if not steps:
        return "Everything was there already."
    said = ", ".join(f"{step.stage} {step.seconds:.1f} s" for step in steps)
    spare = [f"{step.stage} ran {step.spare:.1f} s longer than what ran beside it." for step in steps if step.spare]
    return " ".join([f"{DECIDED} decided the length: {said}.", *spare, f"{BESIDE} ran beside it, {CACHED} was cached."])


def _how_far(record: RunRecord) -> str:
    over = [stage.stage for stage in record.stages if (stage.executed or stage.cached) and not stage.failed]
    failed = [stage.stage for stage in record.stages if stage.failed]
    ahead = [name for name in STAGES if name not in {stage.stage for stage in record.stages}]
    parts = [("Came through", over), ("failed at", failed), ("never began", ahead)]
    return "; ".join(f"{said}: {', '.join(names)}" for said, names in parts if names) + "."


def _did(stage: StageTime) -> str:
    counts = ((stage.executed, "made"), (stage.cached, "cached"), (stage.failed, "failed"), (stage.retries, "retried"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)
