"""A cached result is used only under its own key and as its own type: exchanged records are a miss."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from prefect import flow
from prefect.settings import PREFECT_LOCAL_STORAGE_PATH

from tasks.domain.values import Artifact, Frozen
from tasks.machine.storage.assets import assets
from tasks.stagecraft.stage import stage
from tests.faults.promises import check

pytestmark = pytest.mark.server


class Answer(Frozen):
    text: str
    file: Artifact


class Count(Frozen):
    number: int


calls: list[str] = []


@stage()
def swap_answer(text: str) -> Answer:
    """Answer in a file."""
    calls.append(text)
    return Answer(text=text, file=assets().put(text.encode(), ".txt"))


@stage()
def swap_count(text: str) -> tuple[Count, ...]:
    """Count letters."""
    calls.append(f"count {text}")
    return (Count(number=len(text)),)


def run(text: str) -> Any:
    @flow(name="swapped")
    def both() -> tuple[Answer, tuple[Count, ...]]:
        return swap_answer(text), swap_count(text)

    return both()


def records(stage: str) -> set[Path]:
    return set(Path(str(PREFECT_LOCAL_STORAGE_PATH.value())).glob(f"{stage}-*"))


def made(text: str) -> tuple[Path, Path]:
    """The records of the two stages for this text."""
    before = records("swap-answer"), records("swap-count")
    run(text)
    (answer,), (count,) = records("swap-answer") - before[0], records("swap-count") - before[1]
    return answer, count


@pytest.mark.integration
def test_exchanged_and_replaced_records_are_a_miss(prefect_server: None, tmp_path: Path) -> None:
    first, count = made("swap one")
    second, _ = made("swap three")

    def exchanged() -> None:
        shutil.move(first, tmp_path / "held")
        shutil.move(second, first)
        shutil.move(tmp_path / "held", second)

    def another_stages() -> None:
        shutil.copyfile(count, first)

    def another_type_under_its_own_key() -> None:
        record = json.loads(first.read_text())
        record["result"] = json.loads(count.read_text())["result"]
        first.write_text(json.dumps(record))

    def folder() -> None:
        first.unlink()
        first.mkdir()
        (first / "file").touch()

    def emptied() -> None:
        first.write_bytes(b"")

    def halved() -> None:
        first.write_bytes(first.read_bytes()[:200])

    def no_record() -> None:
        first.write_text("[1, 2]")

    kept = {}
    for damage in (exchanged, another_stages, another_type_under_its_own_key, folder, emptied, halved, no_record):
        damage()
        calls.clear()
        answer, counted = run("swap one")
        again = run("swap one")
        right = answer.text == "swap one" == again[0].text and counted[0].number == 8
        kept[damage.__name__] = right and calls == ["swap one"]
    check("A damaged cache is never used: results of stages", kept)
