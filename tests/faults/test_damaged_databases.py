"""A damaged database of Prefect's costs a command its history alone, and stops a server at once, with a sentence."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from deployments import server
from tasks.domain.errors import Damaged
from tests.faults.promises import check, share
from tests.faults.test_damaged_helpers import _bit, _emptied, _folder, _halved, _missing, _random, _zeros
from tests.prefect_server import empty_database
from tests.stagecraft.test_embedded import begun, said

Damage = Callable[[Path], None]
USELESS: tuple[Damage, ...] = (_random, _halved, _zeros, _folder)  # SQLite finds these; a bit may be in anything
DAMAGES: tuple[Damage, ...] = (*USELESS, _emptied, _missing, _bit)


@pytest.mark.integration
def test_a_command_begins_a_new_one(tmp_path: Path) -> None:
    first = tmp_path / "first"
    process = begun(first)
    said(process)
    process.communicate("\n")
    kept = {}
    for damage in DAMAGES[: share(len(DAMAGES), 2)]:
        for file in ("prefect.db", "prefect.db.version")[: share(2, 1)]:
            home = tmp_path / f"{damage.__name__} {file}"
            shutil.copytree(first, home)
            damage(home / "prefect" / file)
            process = begun(home)
            api = said(process)
            _, errors = process.communicate("\n", timeout=300)
            aside = list((home / "quarantine").glob("prefect.db-*"))
            told = "was damaged" in errors and bool(aside) if damage in USELESS and file == "prefect.db" else True
            kept[f"{damage.__name__} {file}: {errors[-200:]}"] = (
                api.startswith("http") and told and not process.returncode
            )
    check("A damaged database of Prefect's is set aside", kept)


def test_a_server_that_others_use_does_not_start(tmp_path: Path) -> None:
    """Its database holds Secret blocks, schedules and reviews, which nobody can make again."""
    empty_database(tmp_path / "whole" / "prefect.db")
    kept = {}
    for damage in USELESS:
        folder = tmp_path / damage.__name__
        shutil.copytree(tmp_path / "whole", folder)
        damage(folder / "prefect.db")
        with pytest.raises(Damaged, match=r"prefect\.db is damaged: .*Restore a backup") as caught:
            server.start(server.HOST, server.free_port(), folder, mark=str(folder))
        kept[damage.__name__] = "folder" in caught.value.message or "database" in caught.value.message
    check("A server's damaged database is said", kept)
