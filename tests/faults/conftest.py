"""Counts what the tests of promises try, if FAULTS_FILE names a file for it."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import promises
from tests.faults.promises import Count

counts: defaultdict[str, Count] = defaultdict(Count)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Add a test's cases to its promise's; a test that counted none is one case itself."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    tried = report.when == "call" and not report.skipped
    if tried or report.failed:
        own = dict(promises.counted) or {"": Count(1)}
        if report.failed and not any(count.violations for count in own.values()):
            own.setdefault("", Count(1)).violations = 1
        for promise, count in own.items():
            total = counts[promise or promises.of_file(item.path)]
            total.cases += count.cases
            total.violations += count.violations
    promises.counted.clear()
    return report  # type: ignore[return-value]


def pytest_sessionfinish() -> None:
    if name := os.environ.get(promises.FILE):
        promises.write(Path(name), {text: count for text, count in counts.items() if text})
