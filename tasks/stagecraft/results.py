"""Results that prove themselves: a cached value is used only if it, and every file it names, is still what it was.

Prefect serves whatever its cache holds: a flipped bit, a path whose file is gone. A serializer that raises on reading
is a miss, so Prefect runs the task again. Where several hosts work together, results lie in the store they share.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from prefect.filesystems import WritableFileSystem
from prefect.serializers import JSONSerializer, Serializer, prefect_json_object_decoder
from prefect.utilities.importtools import from_qualified_name
from pydantic import BaseModel

from tasks.domain.edition import PublishedFile, Receipt
from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import assets, sha256_of
from tasks.machine.storage.objects import objects, shared
from tasks.stagecraft.environment import RESULTS

# Where the models of older results have moved to.
MOVED = {
    "tasks.domain.models": ("tasks.domain.story", "tasks.domain.timeline", "tasks.domain.edition"),
    "tasks.artwork.pictures": ("tasks.images",),
}


def files_in(value: object) -> Iterator[Artifact | PublishedFile]:
    """Every file that a value names, however deep."""
    if isinstance(value, Artifact | PublishedFile):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from files_in(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from files_in(item)
    elif isinstance(value, dict):
        yield from files_in(list(value.values()))


def check_files(value: object) -> None:
    """Raises Damaged when a file that the value names is missing or has changed."""
    store = assets()
    for file in set(files_in(value)):
        if isinstance(file, Artifact):
            store.check(file)
        elif not Path(file.path).is_file() or sha256_of(Path(file.path)) != file.sha256:
            raise Damaged(f"The published file {file.path} is missing or has changed.")


class CheckedJSON(Serializer):
    """JSON, its checksum before it; never pickle. Reading checks the checksum and the files."""

    type: Literal["checked-json"] = "checked-json"

    def dumps(self, obj: Any) -> bytes:
        body = JSONSerializer().dumps(obj)
        return hashlib.sha256(body).hexdigest().encode() + b"\n" + body

    def loads(self, blob: bytes) -> Any:
        checksum, _, body = blob.partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            raise Damaged("A cached result is not what was written.")
        value = JSONSerializer(object_decoder=f"{__name__}.decode").loads(body)
        check_files(value)
        if isinstance(value, Receipt) and value.missing:
            raise Damaged("The publication is to be completed: " + "; ".join(value.missing))
        return value


def decode(value: dict[str, Any]) -> Any:
    """Prefect's decoder for one JSON object, except that an unknown class raises Damaged instead of staying a dict."""
    name = value.get("__class__")
    return prefect_json_object_decoder({**value, "__class__": _present_name(name)} if name else value)


def _present_name(name: str) -> str:
    module, _, model = name.rpartition(".")
    for place in MOVED.get(module, (module,)):
        try:
            from_qualified_name(f"{place}.{model}")
        except (ImportError, AttributeError):
            continue
        return f"{place}.{model}"
    raise Damaged(f"A cached result holds a {name}, which Dailies no longer has.")


class SharedResults(WritableFileSystem):
    """Prefect's results in the store that hosts share. Holds no address and no key: each host's environment does.

    Prefect calls the plain methods with `_sync` from threads, and their twins with an `a` from its event loop.
    """

    _block_type_name = "Dailies results"
    _block_type_slug = RESULTS.split("/")[0]

    def read_path(self, path: str, _sync: bool = True) -> bytes:  # type: ignore[override]
        return objects().get(f"results/{path.lstrip('/')}")

    def write_path(self, path: str, content: bytes, _sync: bool = True) -> None:  # type: ignore[override]
        objects().put(f"results/{path.lstrip('/')}", content)

    async def aread_path(self, path: str) -> bytes:
        return await asyncio.to_thread(self.read_path, path)

    async def awrite_path(self, path: str, content: bytes) -> None:
        await asyncio.to_thread(self.write_path, path, content)


def ensure_result_storage() -> None:
    """Tell the server of the block that every host's environment names; see `environment.prepare`."""
    if shared():
        SharedResults().save(RESULTS.split("/")[1], overwrite=True)
