"""What a run leaves in Prefect: a link to its film, a table of its figures, a page with pictures, and an event.

Every channel has its own artifact keys, so that the UI shows a channel's runs as a history. Nothing here may fail a run
that has published: an artifact that cannot be written is logged.
"""

from collections.abc import Callable
from typing import TypeVar

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from tasks.domain.edition import Edition, Receipt
from tasks.domain.runs.kpi import RunRecord
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact
from tasks.machine.home import home
from tasks.machine.storage.assets import assets
from tasks.machine.storage.helper_files import keep, kept
from tasks.render.contact_sheet import contact_sheet
from tasks.reports.run_page import did, run_page, run_table
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily import watching

R = TypeVar("R")


def tell(record: RunRecord, edition: Edition | None = None, receipt: Receipt | None = None) -> str:
    """Write link, table and page, and send the event; if one fails, the others are still written.

    Returns the address of the server's page that plays the film, or "".
    """
    about = f"{record.channel}, {record.day}: {did(record)}"
    sheet, watch = b"", ""
    if edition and receipt:
        watch = _attempt("film page", lambda: _watch_page(edition, receipt), "")
        address = receipt.location if receipt.location.startswith("http") else watch
        if address:
            key, title = f"film-{record.channel}", edition.story.script.title
            place = f"{about}. The film is in the folder {receipt.folder}."
            _attempt("link", lambda: create_link_artifact(address, title, key=key, description=place), None)
    if edition:
        film, timeline = edition.approved.video.file, edition.timeline
        sheet = _attempt("contact sheet", lambda: contact_sheet_of(film, timeline), b"")
    _attempt(
        "table", lambda: create_table_artifact(run_table(record), key=f"kpis-{record.channel}", description=about), None
    )
    page = run_page(record, edition, sheet, receipt=receipt, watch=watch)
    _attempt("page", lambda: create_markdown_artifact(page, key=f"run-{record.channel}", description=about), None)
    announce(record)
    return watch


def announce(record: RunRecord) -> None:
    """Send the event alone, for a run that has nothing to show or no time to write artifacts."""
    _attempt("event", lambda: _emit(record), None)


def contact_sheet_of(film: Artifact, timeline: Timeline) -> bytes:
    """The film's contact sheet as JPEG, drawn once for each film."""
    file = home() / "sheets" / f"{film.sha256}.sheet"
    known = kept(file)
    if known is not None:
        return known
    drawn = contact_sheet(assets().path(film), timeline.shots, timeline.output.fps)
    keep(file, drawn)
    return drawn


def _watch_page(edition: Edition, receipt: Receipt) -> str:
    video = edition.approved.video.file
    return watching.show(edition.channel, edition.day, edition.story, edition.timeline, video, receipt)


def _emit(record: RunRecord) -> None:
    emit_event(
        event=f"dailies.short.{record.outcome}",
        resource={"prefect.resource.id": f"dailies.channel.{record.channel}", "prefect.resource.name": record.channel},
        payload={**record.model_dump(mode="json", exclude={"stages"}), "stages": _seconds(record)},
    )


def _seconds(record: RunRecord) -> dict[str, dict[str, float]]:
    return {stage.stage: stage.model_dump(exclude={"stage", "started"}) for stage in record.stages}


def _attempt(what: str, act: Callable[[], R], default: R) -> R:
    """What `act` returns. If it raises, log that `what` is missing and return the default."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - the short is published, whatever Prefect's server or client does
        telemetry.logger().warning("Cannot write the run's %s: %s: %s", what, type(error).__name__, error)
        return default
