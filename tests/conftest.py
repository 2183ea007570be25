"""Every test session has a home of its own, and a real Prefect server of its own where a test asks for one."""

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# A shell has what it runs in the background ignore SIGINT, and that is inherited: a worker could not be stopped.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before anything imports Prefect: it reads its settings once.
_HOME = tempfile.mkdtemp(prefix="dailies-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["DAILIES_HOME"] = _HOME
os.environ["DAILIES_ENV_FILE"] = ""  # a developer's keys are not for tests
os.environ.pop("PREFECT_API_URL", None)
for _key in ("OPENAI_API_KEY", "ELEVENLABS_API_KEY", "SERPAPI_API_KEY", "YOUTUBE_TOKEN"):
    os.environ.pop(_key, None)
for _service in ("WIKIPEDIA", "COMMONS", "OPENVERSE"):  # nor is the network
    os.environ[f"{_service}_BASE_URL"] = "http://127.0.0.1:1"
os.environ["PREFECT_HOME"] = f"{_HOME}/prefect"
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"

from tasks.machine import process  # noqa: E402
from tasks.machine.tools import ffmpeg  # noqa: E402 - see above
from tasks.stagecraft import environment  # noqa: E402
from tests.faults.ffmpegs import Broken, substitute  # noqa: E402

process.tune()
environment.prepare()

from tests.object_store import object_store  # noqa: E402, F401 - fixtures, found here by pytest
from tests.postgres import postgres, postgres_server  # noqa: E402, F401
from tests.prefect_server import prefect_server, server  # noqa: E402, F401
from tests.providers.publishing import ours, youtube  # noqa: E402, F401

# Files that take minutes. Begun first among those on a Prefect server, they leave short ones for the end.
LONG = ("test_retry.py", "test_routing.py", "test_daily.py", "test_review.py", "test_sources.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` a file's tests stay together. Those on a Prefect server come last, for an idle server
    costs the others a tenth of a core; and the long ones among them first, lest one process waits for the other."""
    served = {item.path for item in items if item.get_closest_marker("server")}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(str(item.path)))
    items.sort(key=lambda item: _turn(item.path) if item.path in served else -1)


def _turn(path: Path) -> int:
    return LONG.index(path.name) if path.name in LONG else len(LONG)


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
