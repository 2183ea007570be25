"""The ledger's tables: what is written down for good."""

from datetime import date

from sqlalchemy import JSON, Date, Float, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Version(Base):
    __tablename__ = "schema_version"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)


class Claim(Base):
    """A channel's day has one topic of its own: the first run to claim it decides."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("channel", "day"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(Date)
    slug: Mapped[str] = mapped_column(String(64))
    topic: Mapped[dict[str, object]] = mapped_column(JSON)


class Publication(Base):
    """One run key, one publication. `receipt` is empty from the intent until the effect is known."""

    __tablename__ = "publications"
    run_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    publisher: Mapped[str] = mapped_column(String(32))
    video: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))  # intended | published
    receipt: Mapped[dict[str, object] | None] = mapped_column(JSON, nullable=True)
    at: Mapped[str] = mapped_column(String(32))


class DecisionRow(Base):
    """What a reviewer said of a channel's film; `video` is a hash of both."""

    __tablename__ = "reviews"
    video: Mapped[str] = mapped_column(String(64), primary_key=True)
    decision: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32))


class Payment(Base):
    """One paid request. Written before it is sent; `state` tells what became of it. `cost` is an estimate, in USD."""

    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor: Mapped[str] = mapped_column(String(32), index=True)
    purpose: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(32))
    units: Mapped[float] = mapped_column(Float)
    cost: Mapped[float] = mapped_column(Float)
    run: Mapped[str] = mapped_column(String(200), index=True)
    state: Mapped[str] = mapped_column(String(16))  # intended | paid | refused (not charged)
    receipt: Mapped[dict[str, object] | None] = mapped_column(JSON, nullable=True)
    month: Mapped[str] = mapped_column(String(7), index=True)
    at: Mapped[str] = mapped_column(String(32))


class Begun(Base):
    """A run that has begun and not ended: its end takes it out and puts it among the runs, in one transaction.

    A table of its own, so that the numbers of `runs` follow the order of ends, which readers go by; and so that a
    ledger of an earlier version only lacks a table, which is made when it is opened.
    """

    __tablename__ = "runs_begun"
    flow_run: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[str] = mapped_column(String(32))
    run: Mapped[dict[str, object]] = mapped_column(JSON)


class RunRow(Base):
    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_key: Mapped[str] = mapped_column(String(200), index=True)
    channel: Mapped[str] = mapped_column(String(64), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[float] = mapped_column(Float)
    record: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32))
