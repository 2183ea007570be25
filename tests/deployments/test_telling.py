"""People are told of runs, once each, by chat and by e-mail; changed and removed addresses reach the server."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deployments import workers
from deployments.messages import MESSAGES, REVIEW_ENDING
from tasks.domain.runs.notices import DISK
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.notices import Notices
from tests.prefect_server import Host, Server, eventually
from tests.servers.chat import Chat
from tests.servers.smtp import Smtp

pytestmark = [pytest.mark.server, pytest.mark.integration]
PASSWORD = "canary-mail-password"  # noqa: S105 - a canary


@pytest.fixture
def chat() -> Iterator[Chat]:
    with Chat() as services:
        yield services


@pytest.fixture
def mail() -> Iterator[Smtp]:
    with Smtp(PASSWORD) as listening:
        yield listening


@pytest.fixture(autouse=True)
def _forget(server: Server) -> Iterator[None]:
    yield
    for automation in automations(server).values():
        server.call("DELETE", f"/automations/{automation['id']}")
    for document in documents(server):
        server.call("DELETE", f"/block_documents/{document['id']}")


def deploy(host: Host, channels: Path) -> None:
    done = host.command("deployments", "deploy", "--channels", str(channels))
    assert (done.returncode, done.stderr) == (0, "")


def automations(server: Server) -> dict[str, dict[str, Any]]:
    """Return the automations that tell people, by name. Fails if one exists twice."""
    found = [a for a in server.call("POST", "/automations/filter", {}) if a["name"].startswith("Dailies: tell of ")]
    assert len({a["name"] for a in found}) == len(found)
    return {a["name"]: a for a in found}


def documents(server: Server) -> list[dict[str, Any]]:
    found = server.call("POST", "/block_documents/filter", {})
    return [each for each in found if each["name"].startswith("dailies-tell-")]


def blocks(server: Server) -> set[str]:
    return {document["name"] for document in documents(server)}


def enter(server: Server, run: str, name: str, message: str) -> None:
    kind = {"Suspended": "PAUSED"}.get(name, name.upper())
    state = {"type": kind, "name": name, "message": message}
    server.call("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True})


def emit(server: Server, event: str, resource: str, payload: dict[str, str]) -> None:
    body = {"id": str(uuid.uuid4()), "event": event, "occurred": datetime.now(UTC).isoformat(), "payload": payload}
    server.call("POST", "/events", [{**body, "resource": {"prefect.resource.id": resource}}])


def test_each_change_is_told_once_at_every_address(server: Server, chat: Chat, mail: Smtp, tmp_path: Path) -> None:
    notify = f"{chat.url}/slack {chat.url}/discord, {mail.address()}"
    host = server.host(DAILIES_NOTIFY=notify)
    deploy(host, tmp_path)
    deploy(host, tmp_path)
    assert set(automations(server)) == {message.automation for message in MESSAGES}
    run = server.start("daily-short/batch")
    link = f"{server.api.removesuffix('/api')}/runs/flow-run/{run}"
    cause = 'the voice said "429"\nslow down'
    enter(server, run, "Failed", f"Flow run encountered an exception: {cause}")
    enter(server, run, "Suspended", "Reviews wait until Friday 18:00 (Etc/UTC).")
    ending = {"channel": "demo", "day": "2026-11-28", "topic": "tides", "message": "One hour is left to answer."}
    emit(server, REVIEW_ENDING, f"prefect.flow-run.{run}", ending)
    emit(server, DISK, "dailies.host.attic", {"subject": "a disk of attic is nearly full", "message": "2 GB are free."})
    eventually(
        lambda: [*map(len, chat.said.values()), len(mail.messages)] == [4, 4, 4], 120, about=lambda: str(chat.said)
    )
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    for said in chat.said.values():  # Prefect sends them at the same time, in any order
        disk, failed, waits, ends = sorted(said)
        assert failed.startswith(f"Dailies: batch {today} has failed\n{cause}\nFix the cause, then press Retry")
        assert failed.strip().endswith(link)
        assert waits.startswith(f"Dailies: batch {today} waits for your review\nReviews wait until Friday 18:00")
        assert ends.startswith("Dailies: the review of demo 2026-11-28 tides ends soon\nOne hour is left to answer.")
        assert "Press Resume" in ends
        assert ends.strip().endswith(link)
        assert disk == "Dailies: a disk of attic is nearly full\n2 GB are free."
    assert sorted(message["subject"] for message in mail.messages) == sorted(
        said.splitlines()[0] for said in chat.said["/slack"]
    )
    assert {message["to"] for message in mail.messages} == {"ops@example.com"}
    texts = [body.get_content() for message in mail.messages if (body := message.get_body(("plain",)))]
    assert sum(link in text for text in texts) == 3
    logged = (server.folder / "server" / "server.log").read_text()
    assert PASSWORD not in logged


def test_a_failing_mail_server_is_named_without_its_password(server: Server, mail: Smtp, tmp_path: Path) -> None:
    wrong = "canary-wrong-password"
    deploy(server.host(DAILIES_NOTIFY=mail.address(wrong)), tmp_path)
    enter(server, server.start("daily-short/batch"), "Failed", "no")

    def failures() -> list[dict[str, Any]]:
        query = {"event": {"name": ["prefect.automation.action.failed"]}}
        found = server.call("POST", "/events/filter", {"filter": query})["events"]
        return [each for each in found if "Notification failed" in str(each)]

    failed = eventually(failures, 90)
    assert not mail.messages
    assert wrong not in str(failed)
    assert wrong not in (server.folder / "server" / "server.log").read_text()


def test_addresses_change_and_go_and_an_operators_edits_stay(
    server: Server, chat: Chat, mail: Smtp, tmp_path: Path
) -> None:
    deploy(server.host(DAILIES_NOTIFY=f"{chat.url}/nowhere {mail.address()}"), tmp_path)
    assert blocks(server) == {"dailies-tell-webhook", "dailies-tell-mailto"}
    late = automations(server)["Dailies: tell of late runs"]
    kept = [{**action, "subject": "Edited"} for action in late["actions"] if action["type"] == "send-notification"]
    edited = {name: late[name] for name in ("name", "description", "trigger")} | {"enabled": False, "actions": kept}
    server.call("PUT", f"/automations/{late['id']}", edited)

    deploy(server.host(DAILIES_NOTIFY=f"{chat.url}/slack {mail.address()}"), tmp_path)
    late = automations(server)["Dailies: tell of late runs"]
    assert (late["enabled"], [action.get("subject") for action in late["actions"]]) == (False, ["Edited"])
    enter(server, server.start("daily-short/batch"), "Failed", "no")
    eventually(lambda: chat.said["/slack"] and mail.messages, 90)

    deploy(server.host(), tmp_path)
    assert len(blocks(server)) == 2, "a host that only joins and says nothing leaves the addresses"
    deploy(server.host(DAILIES_NOTIFY=mail.address()), tmp_path)
    assert blocks(server) == {"dailies-tell-mailto"}
    assert all(len(automation["actions"]) == 1 for automation in automations(server).values())
    deploy(server.host(DAILIES_NOTIFY=""), tmp_path)
    assert (blocks(server), automations(server)) == (set(), {})


def test_a_wrong_address_stops_the_deploy_and_is_not_shown(server: Server, tmp_path: Path) -> None:
    host = server.host(DAILIES_NOTIFY="https://chat.example.com/hook slack://canary-token")
    done = host.command("deployments", "deploy", "--channels", str(tmp_path))
    assert done.returncode == 3
    assert done.stderr.startswith("Address 2 in DAILIES_NOTIFY (slack://...) is no address")
    assert "canary" not in done.stdout + done.stderr


def test_what_a_watch_finds_is_told_once_also_after_a_restart(server: Server, chat: Chat, tmp_path: Path) -> None:
    host = server.host(DAILIES_NOTIFY=f"{chat.url}/slack", DAILIES_BUDGETS='{"serpapi": 10}')
    book = Ledger(f"sqlite:///{host.folder / 'dailies' / 'ledger.db'}")
    assert Notices(book).claim(f"budget/serpapi/{datetime.now(UTC):%Y-%m}/low"), "found while there was nobody to tell"
    deploy(host, tmp_path)

    def told(cost: float, expected: int) -> list[str]:
        """Pay, then watch until this many messages about budgets have come."""
        book.intend_payment("serpapi", "search", "searches", 1, cost, "a test")
        env = {**host.env, **workers.run_environment(server.api, host.env)}
        watching = subprocess.Popen([sys.executable, "-m", "deployments", "watch"], cwd=CHECKOUT, env=env)
        try:
            return eventually(
                lambda: said if len(said := [s for s in chat.said["/slack"] if "budget" in s]) >= expected else [], 120
            )
        finally:
            watching.terminate()
            assert watching.wait(60) == 0

    assert told(8.5, 1)[0].startswith("Dailies: the budget of serpapi is nearly used up\n$8.50 of $10.00 are spent in")
    assert [said.splitlines()[0] for said in told(2.0, 2)] == [
        "Dailies: the budget of serpapi is nearly used up",
        "Dailies: the budget of serpapi is used up",
    ]
