"""Small and large objects by key, where every host that works together finds them: S3 or the like, or a folder.

DAILIES_STORE names the place (s3://bucket/prefix); its credentials come from the usual AWS_* variables of each host.
Without it, a folder of this host's home does: enough for any number of processes on one machine.
"""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, ObjectStore, from_url

from tasks.domain.errors import DailiesError, SetupError, Transient, WrongKey
from tasks.machine.home import home
from tasks.machine.settings import settings

PATIENCE: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class Objects:
    """Raises FileNotFoundError for a key that is not there, a DailiesError for a place that does not serve."""

    def __init__(self, url: str, store: ObjectStore) -> None:
        self.url = url
        self.store = store

    def get(self, key: str) -> bytes:
        try:
            return bytes(obstore.get(self.store, key).bytes())
        except BaseError as error:
            raise self._explain(error) from error

    def put(self, key: str, data: bytes | Path) -> None:
        """Whole or not at all; a large file is sent in parts."""
        try:
            obstore.put(self.store, key, data)
        except FileNotFoundError as error:
            raise SetupError(f"The store {self.url} does not exist.", advice="Make the bucket.") from error
        except BaseError as error:
            raise self._explain(error) from error

    def size(self, key: str) -> int:
        """Bytes of the object; -1 is the plain answer that it is not there."""
        try:
            return int(obstore.head(self.store, key)["size"])
        except FileNotFoundError:
            return -1
        except BaseError as error:
            raise self._explain(error) from error

    def move(self, key: str, to: str) -> None:
        try:
            obstore.rename(self.store, key, to)
        except BaseError as error:
            raise self._explain(error) from error

    def _explain(self, error: BaseError) -> DailiesError:
        if isinstance(error, PermissionDeniedError | UnauthenticatedError):
            return WrongKey(
                f"The store {self.url} does not let us in.",
                service="store",
                advice="Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            )
        said = str(error).split("\n")[0][:200]
        return Transient(f"The store {self.url} did not serve: {said}", service="store")


def shared() -> bool:
    """Whether other hosts see our objects too."""
    return bool(settings().store)


def objects() -> Objects:
    url = settings().store
    return _at(url) if url else _in(home() / "objects")


@cache
def _at(url: str) -> Objects:
    try:
        return Objects(url, from_url(url, retry_config=PATIENCE))
    except (BaseError, ValueError) as error:
        raise SetupError(
            f"DAILIES_STORE={url} is no place to keep things.", advice="Write s3://bucket/prefix."
        ) from error


@cache
def _in(folder: Path) -> Objects:
    return Objects(str(folder), LocalStore(folder, mkdir=True))
