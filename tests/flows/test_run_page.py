"""What Prefect's UI shows of a run at first sight: its name and the message of its last state."""

import pytest

from tests.flows.conftest import Short
from tests.prefect_server import Server

pytestmark = [pytest.mark.server, pytest.mark.media]


def test_a_run_is_named_by_channel_day_and_topic_and_says_where_the_short_is(server: Server, first: Short) -> None:
    run = server.flow_run(first.record.flow_run)
    assert run["name"].split() == first.record.run_key.split("/")
    published, _, address = run["state"]["message"].partition(" Watch it at ")
    assert published == f"Published at {first.folder}."
    assert address.startswith(f"{server.api.removesuffix('/api')}/films/")
