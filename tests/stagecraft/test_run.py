"""What of a run is kept in the ledger, however it ends."""

from pathlib import Path

import pytest
from prefect.exceptions import Pause

from tasks.domain.request import ShortRequest
from tasks.machine.ledger import ledger
from tasks.stagecraft.run import daily_run


def outcomes(tmp_path: Path, error: BaseException) -> list[str]:
    """Of a run in which this is raised."""
    file = tmp_path / "channel.yaml"
    file.write_text(f"name: {tmp_path.name}")
    with pytest.raises(type(error)), daily_run(ShortRequest.model_validate({"channel": str(file)})) as run:
        raise error
    return [record.outcome for record in ledger().history(run.brief.channel.key)]


def test_a_run_that_is_interrupted_says_so(tmp_path: Path) -> None:
    assert outcomes(tmp_path, KeyboardInterrupt()) == ["interrupted"]


def test_a_run_that_waits_for_a_reviewer_has_not_ended(tmp_path: Path) -> None:
    assert outcomes(tmp_path, Pause()) == []
