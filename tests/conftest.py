"""Gives every test session its own home folder, and a real Prefect server if a test requests one.

There are three tiers. `make test` runs the tests without a tier mark, including about twenty smoke tests on one server.
`integration` marks the other tests of servers, workers and the browser; `slow` marks tests that take minutes each.
`sampled(n)` leaves every nth case of a parametrized test to `make test`, and the others to `integration`.
"""

import atexit
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A background job of a shell ignores SIGINT, and its children inherit that: workers could not be stopped.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples have no deadline: tests must not depend on the speed of the machine. They are the same in each run, so that
# a push fails for what it changes; `make nightly` searches for others.
for profile, same in (("same examples", True), ("other examples", False)):
    hypothesis.settings.register_profile(
        profile,
        parent=hypothesis.settings(),
        deadline=None,
        derandomize=same,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
hypothesis.settings.load_profile("same examples")

# Set before anything imports Prefect, which reads its settings once.
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
    os.environ.pop(_vendor.key, None)  # tests must not use a developer's keys
    if _vendor.settings and "base_url" in _vendor.settings.model_fields:
        os.environ.pop(variable(_vendor.settings, "base_url"), None)  # nor servers
        if _vendor.keyless_online:  # nor the network
            os.environ[variable(_vendor.settings, "base_url")] = "http://127.0.0.1:1"

process.tune()
environment.prepare()

from tests.object_store import object_store  # noqa: E402, F401 - fixtures for pytest
from tests.postgres import postgres, postgres_server  # noqa: E402, F401
from tests.prefect_server import prefect_server, server  # noqa: E402, F401
from tests.providers.publishing import youtube, youtube_context  # noqa: E402, F401

# Files that make whole shorts, longest first. They start first, so that short tests fill the end of the run.
LONG_FILES = (
    *("test_routing.py", "test_retry.py", "test_daily.py", "test_review.py"),
    *("test_sources.py", "test_up.py", "test_daily_short.py", "test_deploy.py"),
)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: bytes may hold the time, and every process of xdist must collect the same names."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Assign the groups of `--dist loadgroup`, whose tests share a process, and sort the longest groups first.

    A group is a file, because of its fixtures, except that all tests of the fixture `first` share a group, and so do
    the smoke tests, which would otherwise start a Prefect server in every process.
    """
    _sample(items)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_sort_key)


def _sample(items: list[pytest.Item]) -> None:
    """Move all but every nth case of the tests marked `sampled(n)` into the tier `integration`."""
    cases: Counter[str] = Counter()
    for item in items:
        if sampled := item.get_closest_marker("sampled"):
            test = item.nodeid.partition("[")[0]
            if cases[test] % sampled.args[0]:
                item.add_marker(pytest.mark.integration)
            cases[test] += 1


def _group(item: pytest.Item) -> str:
    """The name of the xdist group of a test."""
    if _is_smoke(item):
        return "smoke"
    return "first short" if "first" in getattr(item, "fixturenames", ()) else str(item.path)


def _is_smoke(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    return "server" in marks and not marks & {"integration", "slow"}


def _sort_key(item: pytest.Item) -> tuple[bool, int, bool]:
    """Smoke tests first, then whole runs, then tests that encode films, then the rest."""
    rank = LONG_FILES.index(item.path.name) if item.path.name in LONG_FILES else len(LONG_FILES)
    return not _is_smoke(item), rank, item.get_closest_marker("media") is None


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    """`broken(way)` replaces ffmpeg with a faulty program through DAILIES_FFMPEG, and returns its path."""

    def clear_caches() -> None:
        ffmpeg.program.cache_clear()
        ffmpeg.build.cache_clear()
        ffmpeg.encoders.cache_clear()

    def replace(way: str) -> Path:
        path = substitute(way, tmp_path)
        monkeypatch.setenv("DAILIES_FFMPEG", str(path))
        clear_caches()
        return path

    yield replace
    monkeypatch.undo()
    clear_caches()
