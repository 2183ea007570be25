"""A notice is claimed once, by whichever process is first, until it is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.notices import Notices


def test_a_notice_is_claimed_once_also_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    first = Notices(Ledger(url))
    assert [first.claim("a"), first.claim("a"), first.claim("b")] == [True, False, True]
    again = Notices(Ledger(url))
    assert not again.claim("a")
    again.forget("a", "never sent")
    assert [first.claim("a"), first.claim("b")] == [True, False]
    again.forget_all()
    assert [first.claim("a"), first.claim("b")] == [True, True]


def test_one_of_many_racing_processes_claims_a_notice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    hosts = [Notices(Ledger(url)) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda host: host.claim("a"), hosts)) == 1
