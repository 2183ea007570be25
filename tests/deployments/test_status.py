"""The status of many channels: one readable line each, sentences where something is wrong, JSON for programs."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments.deploy import deploy
from deployments.seen import seen
from deployments.status import Status, read_status, report
from tasks.domain.edition import Receipt
from tasks.domain.runs.channel_day import ChannelDay, Failure
from tasks.domain.values import Artifact
from tasks.machine import clock
from tasks.machine.storage.ledger import ledger
from tests.prefect_server import Server, eventually

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 28, 12, 0, tzinfo=TOKYO)
SENTENCE = "The output folder out cannot be written: out is a file. Mend it, or choose another output folder."


def a_day(**fields: object) -> ChannelDay:
    given = {"channel": "demo", "timezone": "Asia/Tokyo", "day": NOON.date(), "state": "due", **fields}
    return ChannelDay.model_validate(given)


def shown(*days: ChannelDay, width: int = 160) -> list[str]:
    return [line for line in Status("http://x/api", {"dailies": []}, days, []).lines(width) if line.startswith("  ")]


def test_a_line_says_what_is_out_where_and_what_comes_next() -> None:
    (line,) = shown(a_day(state="out", at=NOON, where="https://youtu.be/x", next=NOON + timedelta(days=1)))
    assert line.split() == ["demo", "out", "12:00", "next", "Sun", "12:00", "Asia/Tokyo", "https://youtu.be/x"]


def test_a_line_says_until_when_a_review_waits_and_what_failed_last() -> None:
    failure = Failure(at=NOON, why=SENTENCE.replace(" out ", "\n out "))
    (line,) = shown(a_day(state="in review", review_until=NOON, failure=failure), width=400)
    assert "waits for a review until Sat 12:00; last failure Sat 2026-11-28 12:00: " + SENTENCE in line


def test_fifty_channels_are_fifty_lines_that_fit_and_stand_in_columns() -> None:
    days = [
        a_day(channel=f"channel-{number}", next=NOON, failure=Failure(at=NOON, why=SENTENCE)) for number in range(50)
    ]
    lines = shown(*days, width=100)
    assert len(lines) == 50
    assert max(map(len, lines)) == 100
    assert {line.index("next ") for line in lines} == {lines[0].index("next ")}
    assert lines[0].endswith("…")


def test_a_summary_counts_the_states() -> None:
    days = [a_day(state=state) for state in ("out", "out", "paused")]
    assert "channels    3: 2 out, 1 paused" in Status("http://x/api", {}, days, []).lines(100)


@pytest.fixture
def channels(tmp_path: Path) -> Path:
    folder = tmp_path / "channels"
    folder.mkdir()
    for name, at in (("dawn", "06:00"), ("dusk", "18:30")):
        (folder / f"{name}.yaml").write_text(f"name: status {name}\nat: '{at}'\ntimezone: Asia/Tokyo\n")
    return folder


def test_without_a_server_the_ledger_and_the_files_answer(
    channels: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    key = "status-dawn/2026-11-28/bats"
    video = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")
    ledger().intend(key, "folder", video)
    ledger().settle(key, Receipt(run_key=key, publisher="folder", location="out/bats", video=video))
    (channels / "broken.yaml").write_text("at: noon")
    with temporary_settings({PREFECT_API_URL: None}):
        assert report(channels, as_json=True) == 1
        found = json.loads(capsys.readouterr().out)
        assert report(channels) == 1
    text = capsys.readouterr().out
    dawn, dusk = found["channels"]
    assert (found["server"], dawn["state"], dawn["where"], dusk["state"]) == (None, "out", "out/bats", "due")
    assert dawn["next"].startswith("2026-11-29T06:00")
    assert dusk["next"].startswith("2026-11-28T18:30")
    assert "No server answers" in text.splitlines()[0]
    assert "broken.yaml cannot be used: at: write a time of day" in text.splitlines()[-1]


def test_a_server_that_is_down_is_a_sentence(channels: Path) -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        found = read_status(channels)
    assert found.server == ""
    assert "No Prefect server answers at http://127.0.0.1:9/api" in found.problems[-1]
    assert len(found.channels) == 2


@pytest.mark.server
@pytest.mark.integration
def test_the_server_tells_what_runs_waits_failed_and_is_paused(server: Server, channels: Path) -> None:
    (channels / "new.yaml").write_text("name: status new\n")
    new = channels / "new.yaml"
    hidden = new.with_suffix(".off")
    new.rename(hidden)
    with temporary_settings(server.client_settings):
        deploy(channels, ["encode-cpu"], own_server=True)
        hidden.rename(new)
        dawn, dusk = (server.call("GET", f"/deployments/name/daily-short/status-{name}") for name in ("dawn", "dusk"))
        eventually(lambda: {"status-dawn", "status-dusk"} <= {each.channel for each in scheduled(channels)}, 120)
        run = server.start("daily-short/status-dawn")
        enter(server, run, {"type": "RUNNING", "name": "Running"})
        assert today(channels)["status-dawn"].state == "being made"
        message = "Flow run encountered an exception: NoKey: OPENAI_API_KEY is not set."
        enter(server, run, {"type": "FAILED", "name": "Failed", "message": message})
        server.call("POST", f"/deployments/{dusk['id']}/pause_deployment")
        found = today(channels)
        assert found["status-dawn"].state == "failed"
        assert found["status-dawn"].failure is not None
        assert found["status-dawn"].failure.why == "OPENAI_API_KEY is not set."
        assert (found["status-dusk"].state, found["status-dusk"].next) == ("paused", None)
        assert found["status-new"].state == "not deployed"
        requests = count_requests(server, [dawn["id"], dusk["id"]])
    assert requests <= 6


def today(channels: Path) -> dict[str, ChannelDay]:
    return {each.channel: each for each in read_status(channels).channels}


def scheduled(channels: Path) -> list[ChannelDay]:
    return [each for each in read_status(channels).channels if each.next]


def enter(server: Server, run: str, state: dict[str, str]) -> None:
    server.call("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True})


def count_requests(server: Server, ids: list[str]) -> int:
    """How many requests it takes to see these deployments."""
    sent: list[httpx.Request] = []
    with get_client(sync_client=True) as client:
        some = [each for each in client.read_deployments(limit=200) if str(each.id) in ids]
        client._client.event_hooks["request"].append(sent.append)
        assert len(seen(client, some)) == len(ids)
    return len(sent)
