"""The ledger's tables. Columns `at` are UTC times in ISO 8601."""

from datetime import date

from sqlalchemy import JSON, Date, Float, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The registry of all tables."""


class Version(Base):
    """The schema's version: one row."""

    __tablename__ = "schema_version"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)


class Identity(Base):
    """The ledger's own name, given when it was new: one row."""

    __tablename__ = "identity"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)


class Upgrade(Base):
    """The upgrade to a schema: when, and the number of the last claim before it."""

    __tablename__ = "upgrades"
    schema: Mapped[int] = mapped_column(Integer, primary_key=True)
    claims: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(String(32))


class KeyRow(Base):
    """A channel's key or a run key, and the name that it was made of. The first name to take a key has it."""

    __tablename__ = "keys"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class Claim(Base):
    """The topic of a channel's day. The first run to insert it decides."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("channel", "day"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(Date)
    slug: Mapped[str] = mapped_column(String(64))
    topic: Mapped[dict[str, object]] = mapped_column(JSON)


class Publication(Base):
    """The publication of a run key by one publisher with one account. `receipt` is null until it is published."""

    __tablename__ = "publications"
    run_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    publisher: Mapped[str] = mapped_column(String(32), primary_key=True)  # as the channel names it
    account: Mapped[str] = mapped_column(String(32), primary_key=True, default="")
    video: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))  # intended | published
    receipt: Mapped[dict[str, object] | None] = mapped_column(JSON, nullable=True)
    at: Mapped[str] = mapped_column(String(32))


class PlaceRow(Base):
    """Where a channel publishes: the platform's own channel or profile, by its id and title there."""

    __tablename__ = "places"
    publisher: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(String(128), index=True)
    title: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))


class DecisionRow(Base):
    """A reviewer's decision on a channel's film; `video` is a hash of both."""

    __tablename__ = "reviews"
    video: Mapped[str] = mapped_column(String(64), primary_key=True)
    decision: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32))


class FilmRow(Base):
    """A film that the server's page may show, by `Film.key`."""

    __tablename__ = "films"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    film: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32))


class FingerprintRow(Base):
    """What is remembered of a published short: `tasks.domain.film.sameness.Fingerprint`.

    A table of its own: a ledger of an earlier version only lacks it, and opening it creates it.
    """

    __tablename__ = "fingerprints"
    run_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), index=True)
    day: Mapped[date] = mapped_column(Date)
    found: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32))


class Payment(Base):
    """One paid request, inserted before it is sent. `cost` is an estimate in USD, `month` is YYYY-MM."""

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


class NoticeRow(Base):
    """A message that was sent to people, and is not sent again."""

    __tablename__ = "notices"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[str] = mapped_column(String(32))


class OpenRunRow(Base):
    """A run that has begun and not ended. Its end deletes this row and inserts a RunRow, in one transaction.

    A separate table, so that the ids in `runs` follow the order in which runs end, which readers rely on; and so that a
    ledger of an earlier version only lacks a table, which opening it creates.
    """

    __tablename__ = "runs_begun"
    flow_run: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[str] = mapped_column(String(32))
    run: Mapped[dict[str, object]] = mapped_column(JSON)


class RunRow(Base):
    """A run that has ended; `seconds` is its length."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_key: Mapped[str] = mapped_column(String(200), index=True)
    channel: Mapped[str] = mapped_column(String(64), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[float] = mapped_column(Float)
    record: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32))


class ProgrammeRow(Base):
    """A topic of a channel's programme: its `place` in the list, -1 once it is not there any more; the day made."""

    __tablename__ = "programme"
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, object]] = mapped_column(JSON)
    made: Mapped[date | None] = mapped_column(Date, nullable=True)
    at: Mapped[str] = mapped_column(String(32))


class RepeatRow(Base):
    """Which earlier title a language model found a topic to repeat, "" if none, so that it is asked once."""

    __tablename__ = "repeats"
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    earlier: Mapped[str] = mapped_column(String(500))
    at: Mapped[str] = mapped_column(String(32))


class ToldRow(Base):
    """The words of a published short, with which the channel's next ones are compared."""

    __tablename__ = "told"
    run_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), index=True)
    told: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[str] = mapped_column(String(32), index=True)
