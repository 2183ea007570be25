"""Backup and restore: what was wrecked comes back whole or not at all, and a day is not published twice."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
import uuid
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from deployments import archive, up
from deployments.archive import Manifest
from deployments.backup import backup
from deployments.command import main
from deployments.restore import restore
from tasks.domain.edition import Receipt
from tasks.domain.errors import BadInput, DailiesError, Damaged, SetupError
from tasks.domain.story import Topic
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.env_file import CHECKOUT
from tasks.machine.storage.ledger import Ledger
from tests.prefect_server import OURS, empty_database

DAY, LATER = date(2026, 11, 24), date(2026, 11, 25)
TOPIC = Topic(title="Bats", slug="bats", reason="test", origin="shipped")
VIDEO = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")
RECEIPT = Receipt(run_key="demo/2026-11-24/bats", publisher="folder", location="https://example.com/1", video=VIDEO)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a published day, a database of Prefect's in WAL mode, a password, a result and an asset."""
    folder = tmp_path / "a home"
    monkeypatch.setenv("DAILIES_HOME", str(folder))
    for name in ("server", "results", "assets/aa"):
        (folder / name).mkdir(parents=True)
    ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    ledger.claim("demo", DAY, TOPIC)
    ledger.intend("demo/2026-11-24/bats", "folder", VIDEO)
    ledger.settle("demo/2026-11-24/bats", RECEIPT)
    with closing(sqlite3.connect(folder / "server" / "prefect.db")) as database:
        database.executescript(
            """PRAGMA journal_mode=WAL; CREATE TABLE deployment (id TEXT, name TEXT);
            CREATE TABLE flow_run (name TEXT, deployment_id TEXT, auto_scheduled BOOLEAN, state_type TEXT,
            next_scheduled_start_time TEXT); INSERT INTO flow_run (name) VALUES ('a')"""
        )
    (folder / "server" / "password").write_text("dailies:secret\n")
    (folder / "server" / "password").chmod(0o600)
    (folder / "results" / "one").write_text("{}")
    (folder / "assets" / "aa" / "film.mp4").write_bytes(b"film")
    return folder


@pytest.fixture
def saved(home: Path, tmp_path: Path) -> Path:
    path, _ = backup(tmp_path / "saved.tar.gz", with_assets=False)
    return path


def known(home: Path) -> tuple[object, ...]:
    ledger = Ledger(f"sqlite:///{home / 'ledger.db'}")
    with closing(sqlite3.connect(home / "server" / "prefect.db")) as database:
        runs = database.execute("SELECT name FROM flow_run").fetchall()
    return ledger.claimed("demo", DAY), ledger.receipt("demo/2026-11-24/bats", "folder"), runs


def test_a_wrecked_home_comes_back(home: Path, saved: Path) -> None:
    before = known(home)
    assert before == (TOPIC, RECEIPT, [("a",)])
    assert saved.stat().st_mode & 0o777 == 0o600, "it holds the password"
    shutil.rmtree(home)
    said = "\n".join(restore(saved, force=False))
    assert known(home) == before
    assert (home / "results" / "one").read_text() == "{}"
    assert not (home / "assets").exists()
    assert (home / "server" / "password").read_text() == "dailies:secret\n"
    assert (home / "server" / "password").stat().st_mode & 0o777 == 0o600
    assert "Restored the backup of" in said


def test_assets_are_saved_on_request(home: Path, tmp_path: Path) -> None:
    path, left_out = backup(tmp_path / "all.tar.gz", with_assets=True)
    assert not [line for line in left_out if "--with-assets" in line]
    shutil.rmtree(home)
    restore(path, force=False)
    assert (home / "assets" / "aa" / "film.mp4").read_bytes() == b"film"


def test_a_home_that_is_not_empty_is_moved_aside_and_keeps_its_assets(home: Path, saved: Path) -> None:
    (home / "ledger.db").write_bytes(b"wrecked" * 1000)
    with pytest.raises(BadInput, match=r"is not empty: assets, ledger\.db"):
        restore(saved, force=False)
    assert (home / "ledger.db").read_bytes().startswith(b"wrecked")
    restore(saved, force=True)
    assert known(home) == (TOPIC, RECEIPT, [("a",)])
    assert (home / "assets" / "aa" / "film.mp4").read_bytes() == b"film"
    (aside,) = home.parent.glob("a home.before-restore-*")
    assert (aside / "ledger.db").read_bytes().startswith(b"wrecked")
    assert sorted(path.name for path in home.parent.iterdir()) == [home.name, aside.name, saved.name]


def test_a_backup_beside_a_writer_is_consistent(home: Path, tmp_path: Path) -> None:
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(home / "ledger.db", timeout=60)) as database:
            database.executescript("CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER)")
            while not ended.is_set():
                with database:
                    database.execute("INSERT INTO a VALUES (1)")
                    database.execute("INSERT INTO b VALUES (1)")
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        path, _ = backup(tmp_path / "busy.tar.gz", with_assets=False)
    finally:
        ended.set()
        writer.join()
    shutil.rmtree(home)
    restore(path, force=False)
    with closing(sqlite3.connect(home / "ledger.db")) as database:
        assert database.execute("SELECT (SELECT count(*) FROM a) - (SELECT count(*) FROM b)").fetchone() == (0,)


def test_an_intact_ledger_stays_because_it_knows_what_was_published_since(home: Path, saved: Path) -> None:
    ledger = Ledger(f"sqlite:///{home / 'ledger.db'}")
    ledger.claim("demo", LATER, TOPIC)
    (home / "server" / "prefect.db").unlink()
    said = "\n".join(restore(saved, force=True))
    assert "Kept the ledger that is here" in said
    assert known(home) == (TOPIC, RECEIPT, [("a",)])
    assert Ledger(f"sqlite:///{home / 'ledger.db'}").claimed("demo", LATER) == TOPIC


def test_a_ledger_that_lacks_what_the_backup_knows_is_replaced(home: Path, saved: Path) -> None:
    (home / "ledger.db").unlink()
    (home / "ledger.backup.db").unlink()  # else the ledger would be made from its own copy
    shutil.rmtree(home / "ledgers")  # else another one would not be taken
    Ledger(f"sqlite:///{home / 'ledger.db'}").claim("demo", LATER, TOPIC)
    assert "Kept the ledger" not in "\n".join(restore(saved, force=True))
    assert known(home) == (TOPIC, RECEIPT, [("a",)])


def test_without_a_ledger_runs_that_were_due_since_do_not_start(home: Path, tmp_path: Path) -> None:
    """On a real database of Prefect's: what hangs on a run goes with it, and later and finished runs stay."""
    database = home / "server" / "prefect.db"
    empty_database(database)
    flow, deployment = str(uuid.uuid4()), str(uuid.uuid4())
    at = now()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO flow (id, name) VALUES (?, 'daily-short')", (flow,))
        columns = "(id, name, flow_id, parameter_openapi_schema)"
        connection.execute(f"INSERT INTO deployment {columns} VALUES (?, 'demo', ?, '{{}}')", (deployment, flow))  # noqa: S608
        for hours, kind, auto in (
            (-1, "SCHEDULED", 1),
            (5, "SCHEDULED", 1),
            (-1, "COMPLETED", 1),
            (-1, "SCHEDULED", 0),
        ):
            due, run, state = (
                f"{at + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}.000000",
                str(uuid.uuid4()),
                str(uuid.uuid4()),
            )
            connection.execute(
                "INSERT INTO flow_run (id, name, flow_id, deployment_id, state_type, next_scheduled_start_time, "
                "auto_scheduled, run_count, total_run_time) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
                (run, f"{hours} {kind} {auto}", flow, deployment, kind, due, auto),
            )
            connection.execute(
                "INSERT INTO flow_run_state (id, flow_run_id, type, name, timestamp) VALUES (?, ?, ?, ?, ?)",
                (state, run, kind, kind, due),
            )
    path, _ = backup(tmp_path / "saved.tar.gz", with_assets=False)
    shutil.rmtree(home)
    said = "\n".join(restore(path, force=False))
    assert "nobody knows whether they published" in said
    assert f": demo {at - timedelta(hours=1):%Y-%m-%d %H:%M} UTC. Start" in said
    with closing(sqlite3.connect(database)) as connection:
        left = {row[0] for row in connection.execute("SELECT name FROM flow_run")}
        states = connection.execute("SELECT count(*) FROM flow_run_state").fetchone()
    assert left == {"5 SCHEDULED 1", "-1 COMPLETED 1", "-1 SCHEDULED 0"}
    assert states == (3,)


def test_nothing_is_restored_while_dailies_runs(home: Path, saved: Path) -> None:
    with up.lock(), pytest.raises(SetupError, match="Dailies runs here"):
        restore(saved, force=True)
    assert (home / "assets").exists()


def rewritten(saved: Path, **changes: object) -> Path:
    """The same backup with a changed list."""
    other = saved.with_name("other.tar.gz")
    with tarfile.open(saved) as old, tarfile.open(other, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            text = content.read()
            if member.name == archive.LIST:
                manifest = Manifest.model_validate_json(text).model_copy(update=changes)
                text = manifest.model_dump_json().encode()
                member.size = len(text)
            new.addfile(member, io.BytesIO(text))
    return other


def without_the_end(saved: Path) -> Path:
    saved.write_bytes(saved.read_bytes()[:-200])
    return saved


def without_its_list(saved: Path) -> Path:
    with tarfile.open(saved, "w:gz"):
        return saved


def reaching_outside(saved: Path) -> Path:
    with tarfile.open(saved, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../outside"), io.BytesIO(b""))
    return saved


@pytest.mark.parametrize(
    ("spoil", "kind", "reason"),
    [
        (lambda saved: rewritten(saved, version="99.0.0"), SetupError, r"Dailies 99\.0\.0 wrote the backup"),
        (lambda saved: rewritten(saved, prefect="99.0"), SetupError, r"Prefect 99\.0 wrote the backup"),
        (lambda saved: rewritten(saved, files={}), Damaged, "is damaged"),
        (without_the_end, Damaged, "Cannot read the backup"),
        (without_its_list, Damaged, "is not whole"),
        (reaching_outside, Damaged, "is not a backup of Dailies"),
        (lambda saved: saved.with_name("gone"), BadInput, "There is no file"),
    ],
)
def test_a_bad_backup_changes_nothing(home: Path, saved: Path, spoil, kind: type[DailiesError], reason: str) -> None:  # type: ignore[no-untyped-def]
    before = known(home)
    with pytest.raises(kind, match=reason):
        restore(spoil(saved), force=True)
    assert known(home) == before
    assert not list(home.parent.glob("*before-restore*"))
    assert not (home.parent / "outside").exists()


def test_a_ledger_of_a_newer_version_is_not_replaced(home: Path, saved: Path) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as database, database:
        database.execute("UPDATE schema_version SET number = 99")
    with pytest.raises(SetupError, match="newer version"):
        restore(saved, force=True)


def test_a_ledger_outside_the_home_is_saved_and_restored(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "other" / "my.db"
    elsewhere.parent.mkdir()
    (home / "ledger.db").rename(elsewhere)
    monkeypatch.setenv("DAILIES_LEDGER", f"sqlite:///{elsewhere}")
    path, _ = backup(tmp_path / "saved.tar.gz", with_assets=False)
    elsewhere.write_bytes(b"wrecked")
    shutil.rmtree(home)
    with pytest.raises(BadInput, match=r"my\.db"):
        restore(path, force=False)
    restore(path, force=True)
    assert Ledger(f"sqlite:///{elsewhere}").claimed("demo", DAY) == TOPIC
    assert not (home / "ledger.db").exists()
    assert len(list(elsewhere.parent.glob("my.db.before-restore-*"))) == 1


def test_a_ledger_on_a_database_server_is_left_to_pg_dump(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAILIES_LEDGER", "postgresql+psycopg://dailies@db/dailies")
    _, left_out = backup(tmp_path / "saved.tar.gz", with_assets=False)
    assert "pg_dump" in left_out[0]


def test_a_damaged_database_or_a_taken_name_is_an_error(home: Path, saved: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="exists already"):
        backup(saved, with_assets=False)
    (home / "ledger.db").write_bytes(b"wrecked" * 1000)
    with pytest.raises(Damaged, match=r"ledger\.db"):
        backup(tmp_path / "another.tar.gz", with_assets=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == [home.name, saved.name], "half a backup was left"


def test_an_empty_home_has_nothing_to_back_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "empty"))
    assert main(["backup", str(tmp_path / "b.tar.gz")]) == SetupError.exit_code
    assert "There is nothing to back up" in capsys.readouterr().err


@pytest.mark.server
@pytest.mark.media
@pytest.mark.integration
def test_after_a_restore_the_same_day_is_not_published_twice(tmp_path: Path) -> None:
    channel = tmp_path / "channel.yaml"
    channel.write_text(yaml.safe_dump({"name": "Restored", "length_seconds": 15}))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env = {**clean, "DAILIES_HOME": str(tmp_path / "home"), "DAILIES_ENV_FILE": ""}

    def command(*argv: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *argv], cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def publications() -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(tmp_path / "home" / "ledger.db")) as database:
            return database.execute("SELECT run_key, state, video, at FROM publications").fetchall()

    short = ("flows", "short", "--channel", str(channel), "--day", "2026-11-24", "--out", str(tmp_path / "out"))
    command(*short)
    first = publications()
    assert [row[1] for row in first] == ["published"]
    command("deployments", "backup", str(tmp_path / "saved.tar.gz"))
    shutil.rmtree(tmp_path / "home")
    command("deployments", "restore", str(tmp_path / "saved.tar.gz"))
    command(*short)
    assert publications() == first
