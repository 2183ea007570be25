"""What to do if the machine lacks a program that a test needs."""

import os

import pytest


def lacking(what: str) -> BaseException:
    """The exception to raise: a skip on a developer's machine, a failure in CI, which must not skip tests silently."""
    return pytest.fail.Exception(what, pytrace=False) if os.environ.get("CI") else pytest.skip.Exception(what)
