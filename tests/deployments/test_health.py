"""The health of a server: what counts as failing, what strangers may read, and the real endpoint."""

import asyncio
import json
from datetime import UTC, datetime

import httpx
import pytest

from deployments import health
from deployments.command import main
from deployments.health import Check, Health
from deployments.server import page
from tests.prefect_server import Server, eventually

TIME = datetime(2026, 11, 24, 6, tzinfo=UTC)
WELL = Health(schedules=1, next_run=TIME, late_runs=0, workers_online=2, daily_workers_online=1, last_beat=TIME)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, ""),
        ({"schedules": 0, "next_run": None}, ""),
        ({"late_runs": 3}, ""),  # a long queue is no fault; Prefect's automation tells of late runs
        ({"next_run": None}, "The scheduler has planned no run."),
        ({"daily_workers_online": 0}, "No worker is online for the pool dailies."),
    ],
)
def test_what_stops_shorts_from_being_made(changes: dict[str, object], problem: str) -> None:
    found = WELL.model_copy(update=changes)
    assert " ".join(found.problems) == problem
    assert json.loads(found.body())["status"] == ("failing" if problem else "ok")


def test_strangers_cannot_make_the_server_read_its_database_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []

    async def read() -> Health:
        reads.append(1)
        return WELL

    monkeypatch.setattr(health, "read", read)

    async def ask(check: Check) -> list[tuple[int, bytes]]:
        return [await check() for _ in range(50)]

    answers = asyncio.run(ask(Check(seconds=3600)))
    assert {status for status, _ in answers} == {200}
    assert len(reads) == 1
    asyncio.run(ask(Check(seconds=0)))
    assert len(reads) == 51


def test_a_database_that_cannot_be_read_is_failing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read() -> Health:
        raise OSError("disk")

    monkeypatch.setattr(health, "read", read)
    status, body = asyncio.run(Check()())
    assert status == 503
    assert json.loads(body)["problems"] == ["The server cannot read its database."]
    assert b"disk" not in body


def test_without_a_server_the_command_fails_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    assert main(["health"]) == 1
    assert capsys.readouterr().out == "failing: no server answers at http://127.0.0.1:1 (ConnectError).\n"


@pytest.mark.server
@pytest.mark.integration
def test_the_endpoint_follows_the_workers_and_names_nobody(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.forget_workers()
    address = f"{page(server.api)}{health.PATH}"

    def asked() -> httpx.Response:
        return httpx.get(address, timeout=60)

    failing = eventually(lambda: answer if (answer := asked()).status_code == 503 else None, 60)
    assert failing
    assert failing.json()["problems"] == ["No worker is online for the pool dailies."]
    host = server.host()
    assert host.command("deployments", "deploy").returncode == 0
    with host.worker("dailies"):
        well = eventually(lambda: answer if (answer := asked()).status_code == 200 else None, 60)
        assert well
        assert set(well.json()) == {"status", "problems", "server", *Health.model_fields}
        assert well.json()["workers_online"] == 1
        assert well.json()["last_beat"]
        assert "demo" not in well.text
        assert host.name not in well.text
        monkeypatch.setenv("PREFECT_API_URL", server.api)
        assert main(["health"]) == 0
        assert capsys.readouterr().out.startswith("ok: 1 workers online")
    assert httpx.get(address, headers={"host": "evil.example"}, timeout=60).status_code == 421
