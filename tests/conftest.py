"""Every test session has a home of its own, and a real Prefect server of its own where a test asks for one.

Three tiers: `make test` runs the tests without a mark of a tier, among them a smoke of some twenty on one server;
`integration` marks the other tests of servers, workers and the browser; `slow` those that take minutes each.
"""

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A shell has what it runs in the background ignore SIGINT, and that is inherited: a worker could not be stopped.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# An example has no time limit: how fast the machine is at a moment is not what is tested.
hypothesis.settings.register_profile(
    "unhurried",
    parent=hypothesis.settings(),
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("unhurried")

# Before anything imports Prefect: it reads its settings once.
_HOME = tempfile.mkdtemp(prefix="dailies-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["DAILIES_HOME"] = _HOME
os.environ["DAILIES_ENV_FILE"] = ""
os.environ.pop("PREFECT_API_URL", None)
os.environ["PREFECT_HOME"] = f"{_HOME}/prefect"
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"

from tasks.machine import process  # noqa: E402
from tasks.machine.settings import variable  # noqa: E402 - see above
from tasks.machine.tools import ffmpeg  # noqa: E402
from tasks.providers.registry import VENDORS  # noqa: E402
from tasks.stagecraft import environment  # noqa: E402
from tests.faults.ffmpegs import Broken, substitute  # noqa: E402

for _vendor in VENDORS:
    os.environ.pop(_vendor.key, None)  # a developer's keys are not for tests
    if _vendor.keyless_online and _vendor.settings:  # nor is the network
        os.environ[variable(_vendor.settings, "base_url")] = "http://127.0.0.1:1"

process.tune()
environment.prepare()

from tests.object_store import object_store  # noqa: E402, F401 - fixtures, found here by pytest
from tests.postgres import postgres, postgres_server  # noqa: E402, F401
from tests.prefect_server import prefect_server, server  # noqa: E402, F401
from tests.providers.publishing import ours, youtube  # noqa: E402, F401

# Begun first, they leave short ones for the end: files of whole runs, in the order of what they take.
LONG = (
    *("test_routing.py", "test_retry.py", "test_daily.py", "test_review.py"),
    *("test_sources.py", "test_up.py", "test_daily_short.py", "test_deploy.py"),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` the tests of a group run in one process. A group is what shares something: a file, with
    its fixtures; what reads the one short that is made for all; and all of `make test` that needs a Prefect server,
    lest two processes start one each. The longest groups begin first, lest one process ends long before the other."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_turn)


def _group(item: pytest.Item) -> str:
    if _is_smoke(item):
        return "smoke"
    return "first short" if "first" in getattr(item, "fixturenames", ()) else str(item.path)


def _is_smoke(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    return "server" in marks and not marks & {"integration", "slow"}


def _turn(item: pytest.Item) -> tuple[bool, int, bool]:
    """Sorts the smoke tests first, then whole runs, then films, then the rest."""
    long = LONG.index(item.path.name) if item.path.name in LONG else len(LONG)
    return not _is_smoke(item), long, item.get_closest_marker("media") is None


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    """`broken(way)` puts a substitute in ffmpeg's place, as an operator would."""

    def forget() -> None:
        ffmpeg.program.cache_clear()
        ffmpeg.build.cache_clear()
        ffmpeg.encoders.cache_clear()

    def take(way: str) -> Path:
        path = substitute(way, tmp_path)
        monkeypatch.setenv("DAILIES_FFMPEG", str(path))
        forget()
        return path

    yield take
    monkeypatch.undo()
    forget()
