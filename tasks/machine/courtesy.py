"""How many requests a host gets at once from this computer, whatever the number of threads, processes and channels.

Wikimedia's robot policy allows two downloads and three requests to its APIs; nobody else allows less, so all hosts get
no more.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tasks.machine.lock import few_at_a_time
from tasks.machine.network.hosts import parts_of

DOWNLOADS = 2
API_REQUESTS = 3
# The APIs of all these wikis are one service, which counts the requests to all of them together.
WIKIS = (".wikipedia.org", ".wikimedia.org")


@contextmanager
def downloading(url: str) -> Iterator[None]:
    """Hold one of the places for downloads from the URL's host; waits while they are taken."""
    with few_at_a_time(f"downloads/{_host(url)}", DOWNLOADS):
        yield


@contextmanager
def asking(url: str) -> Iterator[None]:
    """Hold one of the places for requests to the API at this URL; waits while they are taken."""
    host = _host(url)
    service = "wikimedia" if host.endswith(WIKIS) else host
    with few_at_a_time(f"api/{service}", API_REQUESTS):
        yield


def _host(url: str) -> str:
    return parts_of(url).netloc.rpartition("@")[2].lower()
