"""Which places are tried for an encode, and what is worth a warning."""

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.client.schemas.objects import WorkerStatus
from prefect.settings import PREFECT_API_URL, temporary_settings

from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch import routing
from tasks.stagecraft.dispatch.liveness import SILENCE_SECONDS, silence_of_workers

Pools = dict[str, list[WorkerStatus]]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Callable[[Pools], list[str]]:
    """Encode on a server whose pools have these workers, and return the warnings."""

    def warnings(pools: Pools) -> list[str]:
        def workers(pool: str) -> list[Any]:
            return [SimpleNamespace(name=f"{pool}-{n}", status=status) for n, status in enumerate(pools.get(pool, []))]

        client = SimpleNamespace(read_workers_for_work_pool=workers)
        monkeypatch.setattr(routing, "get_client", lambda **_: nullcontext(client))
        said: list[str] = []
        monkeypatch.setattr(telemetry, "warn", said.append)
        with (
            temporary_settings({PREFECT_API_URL: "http://10.0.0.5:4200/api"}),
            routing.encoding_here(lambda _: "film"),  # type: ignore[arg-type, return-value]
        ):
            assert routing._encode_anywhere(None, []) == "film"  # type: ignore[arg-type, comparison-overlap]
        return said

    return warnings


def test_a_pool_that_no_host_ever_served_is_no_fault(tried: Callable[[Pools], list[str]]) -> None:
    assert tried({}) == []
    assert tried({"encode-hw": [], "encode-cpu": []}) == []


def test_a_pool_whose_hosts_went_away_is_a_fault(tried: Callable[[Pools], list[str]]) -> None:
    (warning,) = tried({"encode-hw": [WorkerStatus.OFFLINE]})
    assert warning == "Not encoded in pool encode-hw: none of its workers is online."


def test_workers_that_beat_slowly_may_be_silent_for_longer() -> None:
    assert silence_of_workers([]) == silence_of_workers([3, None]) == SILENCE_SECONDS
    assert silence_of_workers([3, 30]) == 120
