"""Without a key but with a network: a short on what people read, its words and pictures credited."""

from collections.abc import Iterator

import pytest

from tests.flows.conftest import Make
from tests.servers.openverse import Openverse
from tests.servers.wikimedia import Wikimedia
from tests.servers.wire import Reply

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

BRIEF: dict[str, object] = {"trends": "wikipedia", "pictures": "commons, openverse", "shape": "square"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Wikimedia, Openverse]]:
    with Wikimedia() as wikimedia, Openverse() as openverse:
        both = [wikimedia.environment(), openverse.environment()]
        for name, value in (both[0] | both[1]).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", ",".join(one["DAILIES_ALLOWED_HOSTS"] for one in both))
        yield wikimedia, openverse


def test_a_trend_becomes_a_short_of_found_pictures(make: Make, world: tuple[Wikimedia, Openverse]) -> None:
    wikimedia, _ = world
    wikimedia.script(Reply(429, b"", {"Retry-After": "1"}), path="/upload/")
    made = make(brief=BRIEF)
    assert made.receipt.run_key.endswith("/lighthouse")
    credited = (made.folder / "credits.md").read_text()
    assert "[Lighthouse](https://en.wikipedia.org/wiki/Lighthouse), by Wikipedia contributors" in credited
    assert "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/)" in credited
    shown = [line for line in credited.splitlines() if line.startswith("- Scene")]
    assert len(shown) >= 3
    assert all("https://commons.wikimedia.org/wiki/File:" in line for line in shown)
    assert not any("-NC" in line for line in shown)
    assert len(wikimedia.asked("/commons/")) <= 2, "one or two searches a short, never one a scene"
    files = [request.path for request in wikimedia.asked("/upload/")]
    assert len(files) == len(set(files)) + 1, "the host that asked for a pause got it, and was asked again"
    asked = len(wikimedia.requests)
    again = make(brief=BRIEF)
    assert again.receipt == made.receipt
    assert len(wikimedia.requests) == asked
