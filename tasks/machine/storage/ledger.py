"""The ledger records what must happen only once: a day's topic, payments, publications, and the outcome of each run.

It records the intent before each effect and the receipt after it, so that a later run knows what happened after any
crash. SQLite by default; PostgreSQL for several hosts (DAILIES_LEDGER).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from tasks.domain.edition import Decision, Receipt
from tasks.domain.errors import Damaged, SetupError
from tasks.domain.names import NAMELESS, Had, slug
from tasks.domain.runs.kpi import OpenRun, RunRecord
from tasks.domain.story import Topic
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.machine.settings import settings
from tasks.machine.storage.database import alone, engine_for
from tasks.machine.storage.identity import check_identity, note_publications
from tasks.machine.storage.ledger_backup import back_up, recovered
from tasks.machine.storage.schema import SCHEMA, bring_up_to_date, former_rows
from tasks.machine.storage.tables import Claim, DecisionRow, OpenRunRow, Payment, Publication, RunRow


@dataclass(frozen=True)
class Spent:
    """What one vendor was paid: units of its own kind, the estimated cost in USD, and the number of requests."""

    vendor: str
    unit: str
    units: float
    cost: float
    requests: int


class Ledger:
    """The ledger in the database at `url`; creates its tables if missing.

    Raises SetupError if the database denies access or a newer version wrote it, Damaged if it is corrupt or another.
    """

    def __init__(self, url: str) -> None:
        self.engine = recovered(engine_for(url))
        try:
            schema = bring_up_to_date(self.engine)
            self.former = former_rows(self.engine)
        except DatabaseError as error:
            where, reason = self.engine.url.render_as_string(), str(error.orig).strip()
            if self.engine.dialect.name != "sqlite":
                advice = "Grant its database role CREATE on the schema."
                raise SetupError(f"Cannot open the ledger {where}: {reason}", advice=advice) from error
            raise Damaged(
                f"Cannot read the ledger {where}: {reason}.",
                advice="Restore it from a backup, or move it away to start a new one.",
            ) from error
        if schema > SCHEMA:
            raise SetupError(
                f"A newer version of Dailies wrote the ledger (schema {schema}).", advice="Update Dailies on this host."
            )
        check_identity(self.engine)

    def claimed(self, channel: str, day: date, former: str = "") -> Topic | None:
        """The topic claimed for this channel and day, or None. `former` is the channel's key in older ledgers."""
        query = select(Claim).where(self._of(channel, former), Claim.day == day).order_by(Claim.channel != channel)
        with Session(self.engine) as session:
            claim = session.scalar(query.limit(1))
            return Topic.model_validate(claim.topic) if claim else None

    def _of(self, channel: str, former: str) -> ColumnElement[bool]:
        return or_(Claim.channel == channel, and_(Claim.channel == former, Claim.id <= self.former.claims))

    def claim(self, channel: str, day: date, topic: Topic) -> Topic:
        """Claim a topic for the day. Returns the day's topic: this one, or the one that another run claimed first."""
        try:
            with Session(self.engine) as session, session.begin():
                session.add(Claim(channel=channel, day=day, slug=topic.slug, topic=topic.model_dump(mode="json")))
        except IntegrityError:
            taken = self.claimed(channel, day)
            if taken is None:
                raise
            return taken
        return topic

    def had(self, channel: str, former: str = "") -> Had:
        """The topics that the channel has published or claimed. `former` is its key in older ledgers."""
        with Session(self.engine) as session:
            claims = session.scalars(select(Claim).where(self._of(channel, former))).all()
            published = session.execute(
                select(Publication.run_key, Publication.at).where(
                    or_(*(Publication.run_key.startswith(f"{key}/", autoescape=True) for key in {channel, former})),
                    Publication.state == "published",
                )
            ).all()
        subjects = [(key.partition("/")[0], key.rpartition("/")[2], at) for key, at in published]
        slugs = {claim.slug for claim in claims} | {slug(str(claim.topic["title"])) for claim in claims}
        old = {claim.slug for claim in claims if claim.id <= self.former.claims}
        return Had(
            slugs=slugs | {subject for owner, subject, _ in subjects if owner == channel},
            former=(old | {subject for _, subject, at in subjects if at < self.former.before}) - {NAMELESS},
        )

    def intend(self, run_key: str, publisher: str, video: Artifact, account: str = "") -> None:
        """Record the intent to publish. A new video under a published key reopens its entry."""
        with Session(self.engine) as session, session.begin():
            alone(session, run_key)
            row = session.get(Publication, (run_key, publisher, account))
            if row and row.state == "published" and row.video == video.sha256:
                return
            session.merge(
                Publication(
                    run_key=run_key,
                    publisher=publisher,
                    account=account,
                    video=video.sha256,
                    state="intended",
                    receipt=None,
                    at=_stamp(),
                )
            )

    def settle(self, run_key: str, receipt: Receipt, account: str = "") -> None:
        """Record that the intended publication by the receipt's publisher is done."""
        with Session(self.engine) as session, session.begin():
            alone(session, run_key)
            row = session.get_one(Publication, (run_key, receipt.publisher, account))
            row.state, row.receipt, row.at = "published", receipt.model_dump(mode="json"), _stamp()
        back_up(self.engine)
        note_publications(self.engine)

    def receipt(self, run_key: str, publisher: str, account: str = "") -> Receipt | None:
        """The receipt of this key's publication there, or None if it is not published."""
        with Session(self.engine) as session:
            row = session.get(Publication, (run_key, publisher, account))
            return Receipt.model_validate(row.receipt) if row and row.receipt else None

    def decision(self, video: str) -> Decision | None:
        """The reviewer's decision on this film, or None if there is none yet."""
        with Session(self.engine) as session:
            row = session.get(DecisionRow, video)
            return Decision.model_validate(row.decision) if row else None

    def decide(self, video: str, decision: Decision) -> None:
        """Record a reviewer's decision on this film."""
        with Session(self.engine) as session, session.begin():
            alone(session, video)
            session.merge(DecisionRow(video=video, decision=decision.model_dump(mode="json"), at=_stamp()))

    def intend_payment(
        self,
        vendor: str,
        purpose: str,
        unit: str,
        units: float,
        cost: float,
        run: str,
        *,
        allowed: Callable[[float], None] = lambda _: None,
    ) -> int:
        """Record a request that is about to be paid for; returns the entry's number.

        First calls `allowed` with what the vendor was paid this month, in USD; it raises to refuse. No other process
        can pay the vendor in between.
        """
        stamp = _stamp()
        with Session(self.engine) as session, session.begin():
            alone(session, vendor)
            allowed(_paid(session, vendor, stamp[:7]))
            row = Payment(
                vendor=vendor,
                purpose=purpose,
                unit=unit,
                units=units,
                cost=cost,
                run=run,
                state="intended",
                receipt=None,
                month=stamp[:7],
                at=stamp,
            )
            session.add(row)
            session.flush()
            return row.id

    def settle_payment(self, number: int, state: str, units: float, cost: float, receipt: dict[str, object]) -> None:
        """Record the outcome of an intended payment: its state (see `Payment.state`), units and cost in USD."""
        with Session(self.engine) as session, session.begin():
            row = session.get_one(Payment, number)
            row.state, row.units, row.cost, row.receipt = state, units, cost, receipt

    def paid(self, vendor: str, month: str) -> float:
        """What the vendor was paid in a month (YYYY-MM), in USD, counted like `spent`."""
        with Session(self.engine) as session:
            return _paid(session, vendor, month)

    def spent(self, month: str, *, run: str = "") -> dict[str, Spent]:
        """Payments in a month (YYYY-MM), or of one run, keyed by vendor and unit. Unsettled ones count as paid."""
        query = select(Payment.vendor, Payment.unit, func.sum(Payment.units), func.sum(Payment.cost), func.count())
        query = query.where(Payment.state != "refused")
        query = query.where(Payment.run == run) if run else query.where(Payment.month == month)
        with Session(self.engine) as session:
            rows = session.execute(query.group_by(Payment.vendor, Payment.unit)).all()
        return {
            f"{vendor} {unit}": Spent(vendor, unit, units, cost, count) for vendor, unit, units, cost, count in rows
        }

    def begin(self, run: OpenRun) -> RunRecord | None:
        """Record that a run has begun, replacing an earlier process of the same run.

        Returns the record of what that process had done when it was suspended for a review, or None.
        """
        with Session(self.engine) as session, session.begin():
            alone(session, run.flow_run)
            row = session.get(OpenRunRow, run.flow_run)
            before = OpenRun.model_validate(row.run).record if row else None
            session.merge(_open_run_row(run.model_copy(update={"record": before})))
            return before

    def suspend(self, run: OpenRun) -> None:
        """Record what a run has done before it is suspended for a review."""
        with Session(self.engine) as session, session.begin():
            alone(session, run.flow_run)
            session.merge(_open_run_row(run))

    def open_runs(self, channel: str = "", limit: int | None = None, former: str = "") -> Sequence[OpenRun]:
        """Runs that have begun and not ended, of one channel or all, newest first."""
        query = select(OpenRunRow).order_by(OpenRunRow.at.desc()).limit(limit)
        with Session(self.engine) as session:
            rows = session.scalars(query.where(OpenRunRow.channel.in_((channel, former))) if channel else query).all()
            return tuple(OpenRun.model_validate(row.run) for row in rows)

    def record(self, record: RunRecord, outcome: str) -> None:
        """Record the end of a run."""
        with Session(self.engine) as session, session.begin():
            session.execute(delete(OpenRunRow).where(OpenRunRow.flow_run == record.flow_run))
            session.add(
                RunRow(
                    run_key=record.run_key,
                    channel=record.channel,
                    outcome=outcome,
                    seconds=record.total_seconds,
                    record=record.model_dump(mode="json"),
                    at=_stamp(),
                )
            )

    def history(self, channel: str = "", limit: int = 30, former: str = "") -> Sequence[RunRecord]:
        """The latest ended runs, of one channel or all, newest first."""
        query = select(RunRow).order_by(RunRow.id.desc()).limit(limit)
        with Session(self.engine) as session:
            rows = session.scalars(query.where(RunRow.channel.in_((channel, former))) if channel else query).all()
            return tuple(_recorded(row) for row in rows)

    def runs_after(self, number: int, limit: int = 1000) -> Sequence[tuple[int, RunRecord]]:
        """Ended runs with a number above `number`, each with its number, oldest first."""
        query = select(RunRow).where(RunRow.id > number).order_by(RunRow.id).limit(limit)
        with Session(self.engine) as session:
            return tuple((row.id, _recorded(row)) for row in session.scalars(query).all())

    def channels(self) -> Sequence[str]:
        """The names of all channels that have runs, sorted."""
        with Session(self.engine) as session:
            query = select(RunRow.channel).union(select(OpenRunRow.channel))
            return tuple(sorted(session.scalars(query).all()))


def _open_run_row(run: OpenRun) -> OpenRunRow:
    at = run.at.isoformat(timespec="seconds")
    return OpenRunRow(flow_run=run.flow_run, channel=run.channel, at=at, run=run.model_dump(mode="json"))


def _recorded(row: RunRow) -> RunRecord:
    return RunRecord.model_validate({**row.record, "at": row.record.get("at") or row.at, "outcome": row.outcome})


def _paid(session: Session, vendor: str, month: str) -> float:
    query = select(func.sum(Payment.cost))
    query = query.where(Payment.vendor == vendor, Payment.month == month, Payment.state != "refused")
    return session.scalar(query) or 0.0


def _stamp() -> str:
    return now().isoformat(timespec="seconds")


def ledger() -> Ledger:
    """The ledger at DAILIES_LEDGER, or this host's own."""
    return _opened(settings().ledger or f"sqlite:///{home() / 'ledger.db'}")


@cache
def _opened(url: str) -> Ledger:
    return Ledger(url)
