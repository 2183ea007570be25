"""The book of what happened once: which topic a day took, what was published, what each run did.

Intent is written before an effect and the receipt after it, so that after any crash it can be told what happened.
SQLite by default; PostgreSQL where several hosts run (DAILIES_LEDGER).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import delete, func, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from tasks.domain.edition import Decision, Receipt
from tasks.domain.errors import Damaged, SetupError
from tasks.domain.runs.kpi import OpenRun, RunRecord
from tasks.domain.story import Topic
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.machine.settings import settings
from tasks.machine.storage.database import alone, engine_for
from tasks.machine.storage.tables import Base, Begun, Claim, DecisionRow, Payment, Publication, RunRow, Version

SCHEMA = 1


@dataclass(frozen=True)
class Spent:
    """What one vendor was paid: units of its own kind, an estimate in USD, and in how many requests."""

    vendor: str
    unit: str
    units: float
    cost: float
    requests: int


class Ledger:
    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        try:
            found = self._opened()
        except DatabaseError as error:
            where, said = self.engine.url.render_as_string(), str(error.orig).strip()
            if self.engine.dialect.name != "sqlite":
                raise SetupError(
                    f"The ledger {where} refuses us: {said}", advice="Let its role make tables."
                ) from error
            raise Damaged(
                f"The ledger {where} cannot be read: {said}.",
                advice="Restore it from a copy, or move it away to begin a new one.",
            ) from error
        if found > SCHEMA:
            raise SetupError(f"The ledger was written by a newer version (schema {found}).", advice="Update Dailies.")

    def _opened(self) -> int:
        """Make what is missing, and give the schema's number. Other processes may be making it at the same time."""
        with Session(self.engine) as session, session.begin():
            alone(session, "schema")
            for table in Base.metadata.sorted_tables:
                session.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    session.execute(CreateIndex(index, if_not_exists=True))
            found = session.scalar(select(Version.number))
            if found is None:
                session.add(Version(number=SCHEMA))
            return SCHEMA if found is None else found

    def claimed(self, channel: str, day: date) -> Topic | None:
        """The topic that this channel's day has taken; None is the plain answer that it has none yet."""
        with Session(self.engine) as session:
            claim = session.scalar(select(Claim).where(Claim.channel == channel, Claim.day == day))
            return Topic.model_validate(claim.topic) if claim else None

    def claim(self, channel: str, day: date, topic: Topic) -> Topic:
        """Take this topic for the day, or learn which one a faster run took."""
        try:
            with Session(self.engine) as session, session.begin():
                session.add(Claim(channel=channel, day=day, slug=topic.slug, topic=topic.model_dump(mode="json")))
        except IntegrityError:
            taken = self.claimed(channel, day)
            if taken is None:
                raise
            return taken
        return topic

    def published_slugs(self, channel: str) -> Sequence[str]:
        """What this channel has published or set a day aside for, oldest first."""
        with Session(self.engine) as session:
            claims = session.scalars(select(Claim.slug).where(Claim.channel == channel).order_by(Claim.id)).all()
            keys = session.scalars(
                select(Publication.run_key).where(
                    Publication.run_key.startswith(f"{channel}/", autoescape=True), Publication.state == "published"
                )
            ).all()
        return tuple(dict.fromkeys([*claims, *(key.rpartition("/")[2] for key in keys)]))

    def intend(self, run_key: str, publisher: str, video: Artifact) -> None:
        """Say what is about to be published. A new video for a key that was published is intended anew."""
        with Session(self.engine) as session, session.begin():
            alone(session, run_key)
            row = session.get(Publication, run_key)
            if row and row.state == "published" and row.video == video.sha256:
                return
            session.merge(
                Publication(
                    run_key=run_key,
                    publisher=publisher,
                    video=video.sha256,
                    state="intended",
                    receipt=None,
                    at=_stamp(),
                )
            )

    def settle(self, run_key: str, receipt: Receipt) -> None:
        with Session(self.engine) as session, session.begin():
            alone(session, run_key)
            row = session.get_one(Publication, run_key)
            row.state, row.receipt, row.at = "published", receipt.model_dump(mode="json"), _stamp()

    def receipt(self, run_key: str) -> Receipt | None:
        """The proof that this key was published; None is the plain answer that it was not."""
        with Session(self.engine) as session:
            row = session.get(Publication, run_key)
            return Receipt.model_validate(row.receipt) if row and row.receipt else None

    def decision(self, video: str) -> Decision | None:
        """What a reviewer said of this film; None is the plain answer that nobody has been asked or has answered."""
        with Session(self.engine) as session:
            row = session.get(DecisionRow, video)
            return Decision.model_validate(row.decision) if row else None

    def decide(self, video: str, decision: Decision) -> None:
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
        """Say what is about to be asked and paid for; gives the entry's number. `allowed` hears first what the vendor
        was paid this month, with nobody else paying it meanwhile, and raises to refuse."""
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
        with Session(self.engine) as session, session.begin():
            row = session.get_one(Payment, number)
            row.state, row.units, row.cost, row.receipt = state, units, cost, receipt

    def paid(self, vendor: str, month: str) -> float:
        """USD, as `spent` counts them."""
        with Session(self.engine) as session:
            return _paid(session, vendor, month)

    def spent(self, month: str, *, run: str = "") -> dict[str, Spent]:
        """By vendor, what was paid in a month (YYYY-MM), or by one run. What is in doubt counts as paid."""
        query = select(Payment.vendor, Payment.unit, func.sum(Payment.units), func.sum(Payment.cost), func.count())
        query = query.where(Payment.state != "refused")
        query = query.where(Payment.run == run) if run else query.where(Payment.month == month)
        with Session(self.engine) as session:
            rows = session.execute(query.group_by(Payment.vendor, Payment.unit)).all()
        return {
            f"{vendor} {unit}": Spent(vendor, unit, units, cost, count) for vendor, unit, units, cost, count in rows
        }

    def begin(self, run: OpenRun) -> RunRecord | None:
        """Say that a run has begun. Where an earlier process of it left off, this one takes its place: gives what that
        one had done when it was suspended for a review, None where it was not."""
        with Session(self.engine) as session, session.begin():
            alone(session, run.flow_run)
            row = session.get(Begun, run.flow_run)
            before = OpenRun.model_validate(row.run).record if row else None
            session.merge(_begun(run.model_copy(update={"record": before})))
            return before

    def suspend(self, run: OpenRun) -> None:
        """Keep what a run has done while it waits for a reviewer."""
        with Session(self.engine) as session, session.begin():
            alone(session, run.flow_run)
            session.merge(_begun(run))

    def open_runs(self, channel: str = "", limit: int | None = None) -> Sequence[OpenRun]:
        """Runs that began and have not ended, newest first."""
        query = select(Begun).order_by(Begun.at.desc()).limit(limit)
        with Session(self.engine) as session:
            rows = session.scalars(query.where(Begun.channel == channel) if channel else query).all()
            return tuple(OpenRun.model_validate(row.run) for row in rows)

    def record(self, record: RunRecord, outcome: str) -> None:
        """A run has ended."""
        with Session(self.engine) as session, session.begin():
            session.execute(delete(Begun).where(Begun.flow_run == record.flow_run))
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

    def history(self, channel: str = "", limit: int = 30) -> Sequence[RunRecord]:
        """The latest runs of a channel, or of all, newest first."""
        query = select(RunRow).order_by(RunRow.id.desc()).limit(limit)
        with Session(self.engine) as session:
            rows = session.scalars(query.where(RunRow.channel == channel) if channel else query).all()
            return tuple(_recorded(row) for row in rows)

    def runs_after(self, number: int, limit: int = 1000) -> Sequence[tuple[int, RunRecord]]:
        """Runs with their numbers, oldest first, from the one after `number` on."""
        query = select(RunRow).where(RunRow.id > number).order_by(RunRow.id).limit(limit)
        with Session(self.engine) as session:
            return tuple((row.id, _recorded(row)) for row in session.scalars(query).all())

    def channels(self) -> Sequence[str]:
        """Every channel that has runs."""
        with Session(self.engine) as session:
            query = select(RunRow.channel).union(select(Begun.channel))
            return tuple(sorted(session.scalars(query).all()))


def _begun(run: OpenRun) -> Begun:
    return Begun(
        flow_run=run.flow_run,
        channel=run.channel,
        at=run.at.isoformat(timespec="seconds"),
        run=run.model_dump(mode="json"),
    )


def _recorded(row: RunRow) -> RunRecord:
    return RunRecord.model_validate({**row.record, "at": row.record.get("at") or row.at, "outcome": row.outcome})


def _paid(session: Session, vendor: str, month: str) -> float:
    query = select(func.sum(Payment.cost))
    query = query.where(Payment.vendor == vendor, Payment.month == month, Payment.state != "refused")
    return session.scalar(query) or 0.0


def _stamp() -> str:
    return now().isoformat(timespec="seconds")


def ledger() -> Ledger:
    """This host's ledger, or the one that DAILIES_LEDGER names."""
    return _opened(settings().ledger or f"sqlite:///{home() / 'ledger.db'}")


@cache
def _opened(url: str) -> Ledger:
    return Ledger(url)
