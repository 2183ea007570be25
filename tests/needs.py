"""What a test needs of its machine, and the machine lacks."""

import os

import pytest


def lacking(what: str) -> BaseException:
    """To raise. A developer's machine may do without; where CI is set, nothing passes for tested that was not."""
    return pytest.fail.Exception(what, pytrace=False) if os.environ.get("CI") else pytest.skip.Exception(what)
