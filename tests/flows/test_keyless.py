"""Without keys but with a network, the pipeline makes a short on a trending topic and credits its sources."""

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
        environments = [wikimedia.environment(), openverse.environment()]
        for name, value in (environments[0] | environments[1]).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", ",".join(each["DAILIES_ALLOWED_HOSTS"] for each in environments))
        yield wikimedia, openverse


def test_a_trend_becomes_a_short_of_found_pictures(make: Make, world: tuple[Wikimedia, Openverse]) -> None:
    wikimedia, _ = world
    wikimedia.script(Reply(429, b"", {"Retry-After": "1"}), path="/upload/")
    short = make(brief=BRIEF)
    assert short.receipt.run_key.endswith("/lighthouse")
    credited = (short.folder / "credits.md").read_text()
    assert "[Lighthouse](https://en.wikipedia.org/wiki/Lighthouse), by Wikipedia contributors" in credited
    assert "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/)" in credited
    shown = [line for line in credited.splitlines() if line.startswith("- Scene")]
    found = [line for line in shown if "https://commons.wikimedia.org/wiki/File:" in line]
    assert found, shown
    assert all("Scene card" in line for line in shown if line not in found), "what no picture fits is drawn"
    assert not any("-NC" in line for line in shown)
    assert len(wikimedia.asked("/commons/")) <= 2, "one or two searches per short, not one per scene"
    files = [request.path for request in wikimedia.asked("/upload/")]
    assert len(files) == len(set(files)) + 1, "the file that answered 429 is requested once more"
    count = len(wikimedia.requests)
    again = make(brief=BRIEF)
    assert again.receipt == short.receipt
    assert len(wikimedia.requests) == count
