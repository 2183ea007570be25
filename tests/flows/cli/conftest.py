"""The command prepares its process's environment for Prefect: that must not reach other tests."""

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    with patch.dict(os.environ):
        yield
