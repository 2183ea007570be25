"""Verified results: a cached value is used only if it and every file it names are intact.

Prefect itself serves whatever its cache holds, such as a corrupt record or the path of a deleted file. If the
serializer raises while reading, Prefect treats it as a cache miss and runs the task again. A record that is another
result's, by its key or by its type, is set aside before Prefect looks for it. Where several hosts work together,
results are in the store that they share.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from prefect.filesystems import LocalFileSystem, WritableFileSystem
from prefect.serializers import JSONSerializer, Serializer, prefect_json_object_decoder
from prefect.utilities.importtools import from_qualified_name
from pydantic import BaseModel, TypeAdapter, ValidationError

from tasks.domain.edition import PublishedFile, Receipt
from tasks.domain.errors import DailiesError, Damaged
from tasks.domain.values import Artifact
from tasks.machine.aside import place_for_file, set_aside
from tasks.machine.storage.assets import assets, sha256_of
from tasks.machine.storage.objects import objects, shared
from tasks.stagecraft.environment import RESULTS

# Where the models of older results have moved to.
MOVED = {
    "tasks.domain.models": (
        *("tasks.domain.story", "tasks.domain.speech"),
        *("tasks.domain.timeline", "tasks.domain.edition"),
    ),
    "tasks.domain.story": ("tasks.domain.story", "tasks.domain.speech"),
    "tasks.artwork.pictures": ("tasks.images",),
}


def files_in(value: object) -> Iterator[Artifact | PublishedFile]:
    """Every file that a value names, at any depth of models, lists, tuples and dicts."""
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
    """Raises Damaged if a file that the value names is missing or has changed."""
    store = assets()
    for file in set(files_in(value)):
        if isinstance(file, Artifact):
            store.check(file)
        elif not Path(file.path).is_file() or sha256_of(Path(file.path)) != file.sha256:
            raise Damaged(f"The published file {file.path} is missing or has changed.")


class CheckedJSON(Serializer):
    """JSON after a line with its SHA-256; never pickle. Reading verifies the checksum and the files."""

    type: Literal["checked-json"] = "checked-json"

    def dumps(self, obj: Any) -> bytes:
        body = JSONSerializer().dumps(obj)
        return hashlib.sha256(body).hexdigest().encode() + b"\n" + body

    def loads(self, blob: bytes) -> Any:
        checksum, _, body = blob.partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            raise Damaged("The checksum of a cached result does not match.")
        value = JSONSerializer(object_decoder=f"{__name__}.decode").loads(body)
        check_files(value)
        if isinstance(value, Receipt) and value.missing:
            raise Damaged("The publication is incomplete: " + "; ".join(value.missing))
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


def forget_foreign(storage: WritableFileSystem | None, key: str, fits: TypeAdapter[Any]) -> None:
    """Set aside what is on this host in the place of a result, if it has another key, does not fit, or is a folder.

    Of what cannot be read at all, Prefect makes a miss itself, and writes over it.
    """
    if not isinstance(storage, LocalFileSystem):
        return  # SharedResults checks what it reads
    path = place_for_file(storage._resolve_path(key))
    try:
        record = json.loads(path.read_bytes())
        body = str(record["result"]).partition("\n")[2]
        value = JSONSerializer(object_decoder=f"{__name__}.decode").loads(body.encode())
        own = _key_of(record) == key
    except (OSError, ValueError, KeyError, TypeError, DailiesError):
        return
    try:
        fits.validate_python(value)
    except ValidationError:
        own = False
    if not own:
        set_aside(path)


def _key_of(record: Any) -> str:
    """The key under which Prefect wrote a record. It keeps the whole path."""
    return str(record["metadata"]["storage_key"]).rpartition("/")[2]


class SharedResults(WritableFileSystem):
    """Keeps Prefect's results in the store that hosts share. Its address and keys stay in each host's environment.

    Prefect calls the plain methods with `_sync` from threads, and the async ones (`a...`) from its event loop.
    """

    _block_type_name = "Dailies results"
    _block_type_slug = RESULTS.split("/")[0]

    def read_path(self, path: str, _sync: bool = True) -> bytes:  # type: ignore[override]
        content = objects().get(f"results/{path.lstrip('/')}")
        if not content.startswith(b"{"):
            return content  # of a flow: Prefect stores no key beside it, and the serializer checks its hash
        try:
            own = _key_of(json.loads(content)) == path.rpartition("/")[2]
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(f"The result {path} in the shared store is damaged.") from error
        if not own:
            raise Damaged(f"The result {path} in the shared store is another one's.")
        return content

    def write_path(self, path: str, content: bytes, _sync: bool = True) -> None:  # type: ignore[override]
        objects().put(f"results/{path.lstrip('/')}", content)

    async def aread_path(self, path: str) -> bytes:
        return await asyncio.to_thread(self.read_path, path)

    async def awrite_path(self, path: str, content: bytes) -> None:
        await asyncio.to_thread(self.write_path, path, content)


def ensure_result_storage() -> None:
    """Create the block on the server that every host's environment names; see `environment.prepare`."""
    if shared():
        SharedResults().save(RESULTS.split("/")[1], overwrite=True)
