"""A review that ends within the hour is reminded of once, and an answer outlives the run that asked."""

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.settings import temporary_settings

from deployments import reviews
from deployments.messages import REVIEW_ENDING
from tasks.machine.clock import now
from tests.deployments.channels import LIGHT, SCRIPT
from tests.prefect_server import Host, Server, eventually
from tests.servers.youtube import YouTube

ANSWER = {
    "decision": "approve",
    "reason": "",
    "title": "Answered before it died",
    "text": "A person wrote this.",
    "hashtags": "#kept",
}


def test_the_event_names_channel_day_and_topic() -> None:
    said = reviews.payload("night-facts 2026-11-24 three-hearts", "Press Resume.")
    assert (said["channel"], said["day"], said["topic"]) == ("night-facts", "2026-11-24", "three-hearts")
    assert said["message"].endswith("Press Resume.")
    assert reviews.payload("renamed", "x")["channel"] == "renamed"


def waiting(server: Server, *, minutes: int) -> str:
    """Return the name of a suspended run whose review ends in so many minutes."""
    flow = server.call("POST", "/flows/", {"name": "daily-short"})
    name = f"review-{uuid.uuid4().hex[:6]} 2026-11-24 tides"
    run = server.call("POST", "/flow_runs/", {"flow_id": flow["id"], "name": name, "state": {"type": "RUNNING"}})
    due = (now() + timedelta(minutes=minutes)).isoformat()
    state = {"type": "PAUSED", "name": "Suspended", "message": "Press Resume.", "state_details": {"pause_timeout": due}}
    server.call("POST", f"/flow_runs/{run['id']}/set_state", {"state": state, "force": True})
    return name


def remind(server: Server, notice: timedelta) -> list[str]:
    with temporary_settings(server.client_settings), get_client(sync_client=True) as client:
        return reviews.remind_of_reviews(client, notice)


@pytest.mark.server
@pytest.mark.integration
def test_a_review_is_reminded_of_once_shortly_before_its_end(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    soon, late = waiting(server, minutes=90), waiting(server, minutes=600)
    assert soon not in remind(server, reviews.NOTICE), "more than an hour is left"
    monkeypatch.setattr(reviews, "now", lambda: now() + timedelta(minutes=40))
    first = remind(server, reviews.NOTICE)
    assert soon in first
    assert late not in first
    body = {"filter": {"event": {"name": [REVIEW_ENDING]}}}

    def sent() -> list[dict[str, Any]]:
        events = server.call("POST", "/events/filter", json=body)["events"]
        return [event for event in events if event["resource"].get("prefect.resource.name") == soon]

    (event,) = eventually(sent)
    assert event["payload"]["message"].endswith("Press Resume.")
    assert soon not in remind(server, reviews.NOTICE), "once"
    monkeypatch.setattr(reviews, "now", lambda: now() + timedelta(minutes=91))
    assert soon not in remind(server, timedelta(hours=2)), "it has ended"


@pytest.fixture
def host(server: Server, tmp_path: Path) -> Host:
    created = server.host(DAILIES_ENCODER="libx264")
    done = created.command("deployments", "deploy", "--channels", str(tmp_path))
    assert done.returncode == 0, done.stderr
    return created


def start(host: Host) -> str:
    channel = host.folder / "dies.yaml"
    channel.write_text(yaml.safe_dump({"name": "dies", "length_seconds": 15, "shape": "square", "review": True}))
    request = {"channel": str(channel), "topic": "octopus", "day": "2026-11-24", "out": str(host.folder / "out")}
    return host.server.start("daily-short/batch", {"request": request}, work_queue_name="batch")


@pytest.mark.server
@pytest.mark.media
@pytest.mark.integration
def test_an_answer_outlives_the_run_that_died_before_it_could_publish(host: Host) -> None:
    server = host.server
    with host.worker("dailies"):
        run = start(host)
        eventually(lambda: server.flow_run(run)["state_name"] == "Suspended", 300, about=lambda: server.story(run))
    # The answer is given while no worker is there. Then the run starts and dies before it has read the answer.
    server.answer(run, ANSWER)
    for state in ("RUNNING", "CRASHED"):
        server.call("POST", f"/flow_runs/{run}/set_state", json={"state": {"type": state}, "force": True})
    with host.worker("dailies"):
        server.retry(run)
        ended = server.ended(run)
        eventually(lambda: "Review: approve, with another title, description, hashtags." in server.log(run))
    assert ended["state_type"] == "COMPLETED", server.story(run)
    (script,) = (host.folder / "out" / "dies").glob("*/script.json")
    assert json.loads(script.read_text())["title"] == ANSWER["title"]
    states = [state["name"] for state in server.call("GET", f"/flow_run_states/?flow_run_id={run}")]
    assert states.count("Suspended") == 1, "it must not ask again"


@pytest.mark.server
@pytest.mark.media
@pytest.mark.integration
def test_a_script_is_edited_before_it_is_spoken_and_its_short_is_looked_at_again(
    server: Server, tmp_path: Path
) -> None:
    with YouTube() as youtube:
        host = server.host(DAILIES_ENCODER="libx264", **youtube.environment())
        done = host.command("deployments", "deploy", "--channels", str(tmp_path))
        assert done.returncode == 0, done.stderr
        channel, script = host.folder / "read.yaml", host.folder / "script.json"
        channel.write_text(yaml.safe_dump({"name": "read", **LIGHT, "review": "both", "publishers": ["youtube"]}))
        script.write_text(json.dumps(SCRIPT))
        request = {"channel": str(channel), "script": str(script), "day": "2026-11-24", "out": str(host.folder / "out")}
        with host.worker("dailies"):
            run = server.start("daily-short/batch", {"request": request}, work_queue_name="batch")
            eventually(lambda: server.flow_run(run)["state_name"] == "Suspended", 300, about=lambda: server.story(run))
            assert "read, edit and approve" in server.flow_run(run)["state"]["message"]
            answer = {"decision": "approve", "title": "A lake", "scene_2": "", "scene_3": "They need no light."}
            server.answer(run, answer)
            eventually(
                lambda: "'A lake' waits for a review" in (server.flow_run(run)["state"]["message"] or ""),
                300,
                about=lambda: server.story(run),
            )
            film = {"decision": "approve", "title": "A lake", "text": "Ice.", "hashtags": ""}
            server.answer(run, film)
            assert server.ended(run)["state_type"] == "COMPLETED", server.story(run)
            (published,) = (host.folder / "out" / "read").glob("*/script.json")
            said = json.loads(published.read_text())
            assert (said["title"], len(said["scenes"])) == ("A lake", 2)
            assert said["script"].endswith("They need no light.")
            body = {"flows": {"name": {"any_": ["look-again"]}}, "sort": "EXPECTED_START_TIME_ASC"}
            looks = server.call("POST", "/flow_runs/filter", json=body)
            looks = [look for look in looks if look["name"].startswith("read/")]  # other tests share this server
            assert [look["name"].partition(" after ")[2] for look in looks] == ["1 hour", "1 day", "1 week"]
            youtube.videos[0].details = {"regionRestriction": {"blocked": ["DE"]}}
            look = server.start("look-again/published", looks[0]["parameters"], work_queue_name="batch")
            assert server.ended(look)["state_type"] == "FAILED"
            assert "It is blocked in DE" in server.flow_run(look)["state"]["message"]
