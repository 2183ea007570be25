"""What Prefect's UI shows of a run: its name, its last state's message, and a log that tells what was done."""

import pytest

from tests.flows.conftest import Made
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.media]


def test_the_run_of_the_first_short_is_named_and_says_what_it_did(server: Server, first: Made) -> None:
    run = server.flow_run(first.record.flow_run)
    channel, day, topic = first.record.run_key.split("/")
    assert run["name"] == f"{channel} {day} {topic}"
    assert run["state"]["message"] == f"Published at {first.folder}."
    log = eventually(lambda: text if "Published at" in (text := server.log(run["id"])) else "")
    assert "Topic: " in log
    assert "Voice: hibari" in log
    assert "From the cache: nothing." in log
    assert len(log.splitlines()) <= 12
    assert "Finished in state" not in log, "the engine's own lines are not the story"
    assert "Hook " not in log
