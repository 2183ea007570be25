"""Every test session has a home of its own, and a real Prefect server of its own where a test asks for one."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

# Before anything imports Prefect: it reads its settings once.
_HOME = tempfile.mkdtemp(prefix="dailies-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["DAILIES_HOME"] = _HOME
os.environ["DAILIES_ENV_FILE"] = ""  # a developer's keys are not for tests
os.environ.pop("PREFECT_API_URL", None)
os.environ["PREFECT_HOME"] = f"{_HOME}/prefect"
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"

from tasks.stagecraft import environment  # noqa: E402 - see above

environment.prepare()

from tests.postgres import postgres  # noqa: E402, F401 - a fixture, found here by pytest


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A real server with a database of its own, for the session."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
