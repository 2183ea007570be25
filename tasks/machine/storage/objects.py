"""The object store that hosts share: S3 or a compatible service.

DAILIES_STORE is its URL (s3://bucket/prefix); the credentials come from the usual AWS_* variables. Without it, objects
live in a folder of this host's home, which all processes of one machine share.
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

RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class Objects:
    """Objects by key in one store.

    Every method raises WrongKey if the store denies access, and Transient if it is unavailable.
    """

    def __init__(self, url: str, store: ObjectStore) -> None:
        self.url = url
        self.store = store

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises FileNotFoundError if there is none."""
        try:
            return bytes(obstore.get(self.store, key).bytes())
        except BaseError as error:
            raise self._explain(error) from error

    def put(self, key: str, data: bytes | Path) -> None:
        """Write an object atomically; sends a large file in parts. Raises SetupError if the bucket does not exist."""
        try:
            obstore.put(self.store, key, data)
        except FileNotFoundError as error:
            raise SetupError(f"The store {self.url} does not exist.", advice="Create the bucket.") from error
        except BaseError as error:
            raise self._explain(error) from error

    def size(self, key: str) -> int:
        """The object's size in bytes, or -1 if there is none."""
        try:
            return int(obstore.head(self.store, key)["size"])
        except FileNotFoundError:
            return -1
        except BaseError as error:
            raise self._explain(error) from error

    def move(self, key: str, to: str) -> None:
        """Rename an object. Raises FileNotFoundError if there is none."""
        try:
            obstore.rename(self.store, key, to)
        except BaseError as error:
            raise self._explain(error) from error

    def _explain(self, error: BaseError) -> DailiesError:
        if isinstance(error, PermissionDeniedError | UnauthenticatedError):
            return WrongKey(
                f"The store {self.url} denied access.",
                service="store",
                advice="Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            )
        reason = str(error).split("\n")[0][:200]
        return Transient(
            f"The store {self.url} is unavailable: {reason}", service="store", advice="Check the network, or try again."
        )


def shared() -> bool:
    """Whether several hosts share the object store (DAILIES_STORE)."""
    return bool(settings().store)


def objects() -> Objects:
    """The store at DAILIES_STORE, or this host's own. Raises SetupError if the URL is not supported."""
    url = settings().store
    return _at(url) if url else _in(home() / "objects")


@cache
def _at(url: str) -> Objects:
    try:
        return Objects(url, from_url(url, retry_config=RETRIES))
    except (BaseError, ValueError) as error:
        raise SetupError(
            f"DAILIES_STORE={url} is not the URL of a supported store.", advice="Write it like s3://bucket/prefix."
        ) from error


@cache
def _in(folder: Path) -> Objects:
    return Objects(str(folder), LocalStore(folder, mkdir=True))
