"""What the ledger holds on all channels at once: a few queries, however many channels there are."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tasks.domain.edition import Receipt
from tasks.domain.runs.channel_day import Failure, Noted, Published
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.tables import Publication, RunRow

FAILED = ("failed", "refused", "interrupted")


def noted(ledger: Ledger, days: Mapping[str, date], grace: timedelta) -> dict[str, Noted]:
    """What the ledger holds on these channels, each with its day.

    `grace` is how much later than its review's deadline a waiting run is due.
    """
    published = _published(ledger, days)
    failures = _failures(ledger, days)
    reviews: dict[str, list[datetime]] = {}
    making = set()
    for run in ledger.open_runs():
        if run.waits and run.due > now():
            reviews.setdefault(run.channel, []).append(run.due - grace)
        elif not run.waits and run.due > now() and run.day == days.get(run.channel):
            making.add(run.channel)
    return {
        channel: Noted(
            published=published.get(channel),
            failure=failures.get(channel),
            reviews=tuple(reviews.get(channel, ())),
            being_made=channel in making,
        )
        for channel in days
    }


def _published(ledger: Ledger, days: Mapping[str, date]) -> dict[str, Published]:
    """The latest publication of each channel's day."""
    if not days:
        return {}
    any_day = or_(*(Publication.run_key.like(f"%/{day}/%") for day in sorted(set(days.values()))))
    found: dict[str, Published] = {}
    with Session(ledger.engine) as session:
        query = select(Publication).where(Publication.state == "published", any_day).order_by(Publication.at)
        for row in session.scalars(query):
            channel, day, _ = row.run_key.split("/", 2)
            if row.receipt and str(days.get(channel)) == day:
                where = Receipt.model_validate(row.receipt).location
                if channel not in found or where.startswith("http"):  # rather an address than a folder
                    found[channel] = Published(at=datetime.fromisoformat(row.at), where=where)
    return found


def _failures(ledger: Ledger, channels: Collection[str]) -> dict[str, Failure]:
    """The last failure of each channel."""
    latest = select(func.max(RunRow.id)).where(RunRow.outcome.in_(FAILED)).group_by(RunRow.channel)
    with Session(ledger.engine) as session:
        rows = session.scalars(select(RunRow).where(RunRow.id.in_(latest))).all()
        return {
            row.channel: Failure(
                at=datetime.fromisoformat(row.at),
                why=str(row.record.get("error") or row.outcome),
                flow_run=str(row.record.get("flow_run") or ""),
            )
            for row in rows
            if row.channel in channels
        }
