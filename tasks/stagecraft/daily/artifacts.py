"""What Prefect is told of a run: a table of its figures, a readable page with pictures, and an event.

Keys are the channel's own, so that the UI shows each as a history. Nothing here may fail a run that has published:
what cannot be written is logged.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from tasks.domain.edition import Edition
from tasks.domain.runs.kpi import RunRecord
from tasks.machine.home import home
from tasks.machine.storage.assets import assets, write_whole
from tasks.render.contact_sheet import contact_sheet
from tasks.reports.run_page import run_page, run_table

R = TypeVar("R")


def tell(record: RunRecord, edition: Edition | None = None) -> None:
    """Three things, each tried whatever becomes of the others."""
    about = f"{record.channel}, {record.day}: {record.outcome} in {record.total_seconds:.1f} s"
    sheet = _tried("contact sheet", lambda: sheet_of(edition), b"") if edition else b""
    _tried(
        "table", lambda: create_table_artifact(run_table(record), key=f"kpis-{record.channel}", description=about), None
    )
    page = run_page(record, edition, sheet)
    _tried("page", lambda: create_markdown_artifact(page, key=f"run-{record.channel}", description=about), None)
    announce(record)


def announce(record: RunRecord) -> None:
    """The event alone: of a run that has nothing to show, or no time to."""
    _tried("event", lambda: _emit(record), None)


def sheet_of(edition: Edition) -> bytes:
    """The film's contact sheet, drawn once for each film."""
    film = edition.approved.video.file
    kept = home() / "sheets" / f"{film.sha256}.jpg"
    if not kept.exists():
        cut = edition.timeline
        write_whole(kept, contact_sheet(assets().path(film), cut.shots, cut.output.fps))
    return kept.read_bytes()


def _emit(record: RunRecord) -> None:
    emit_event(
        event=f"dailies.short.{record.outcome}",
        resource={"prefect.resource.id": f"dailies.channel.{record.channel}", "prefect.resource.name": record.channel},
        payload={**record.model_dump(mode="json", exclude={"stages"}), "stages": _seconds(record)},
    )


def _seconds(record: RunRecord) -> dict[str, dict[str, float]]:
    counts = {"stage", "started"}
    return {stage.stage: stage.model_dump(exclude=counts) for stage in record.stages}


def _tried(what: str, act: Callable[[], R], instead: R) -> R:
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - whatever Prefect's server or client does, the short is published
        _log().warning("The run's %s could not be written: %s: %s", what, type(error).__name__, error)
        return instead


def _log() -> "logging.Logger | logging.LoggerAdapter[logging.Logger]":
    try:
        return get_run_logger()
    except MissingContextError:
        return logging.getLogger(__name__)
