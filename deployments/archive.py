"""The file of a backup: a tar of files, and at its end a list of them with their hashes, which proves it complete."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError

from tasks.domain.errors import BadInput, Damaged
from tasks.domain.values import Frozen

LIST = "MANIFEST.json"
BLOCK = 1 << 20


class Entry(Frozen):
    """One file of a backup: its size in bytes and its hash."""

    bytes: int
    sha256: str


class Manifest(Frozen):
    """What a backup holds, by path in the home, and which versions wrote it."""

    version: str  # of Dailies
    prefect: str
    made_at: datetime
    assets: bool
    files: dict[str, Entry]


class Writer:
    """Adds files to an archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.files: dict[str, Entry] = {}

    def add(self, path: Path, name: str) -> None:
        """Add this file under `name`. A file that has gone, such as an old result, is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            head = tarfile.TarInfo(name)
            head.size, head.mode = os.fstat(file.fileno()).st_size, 0o600
            hashing = _Hashing(file)
            self.tar.addfile(head, hashing)
            self.files[name] = Entry(bytes=head.size, sha256=hashing.digest.hexdigest())


@contextmanager
def written(path: Path, finish: Callable[[dict[str, Entry]], Manifest]) -> Iterator[Writer]:
    """Write an archive that appears at `path` only when it is whole and on the disk; only its owner may read it."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as tar,
        ):
            writer = Writer(tar)
            yield writer
            text = finish(writer.files).model_dump_json().encode()
            head = tarfile.TarInfo(LIST)
            head.size, head.mode = len(text), 0o600
            tar.addfile(head, io.BytesIO(text))
        sync(partial)
        partial.rename(path)
        sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack the archive into `folder`, and check every file. Raises BadInput or Damaged if it is not whole."""
    found: dict[str, Entry] = {}
    listed = b""
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None or not _inside(member.name):
                    raise Damaged(f"{path} is not a backup of Dailies: it holds {member.name!r}.")
                if member.name == LIST:
                    listed = content.read()
                    continue
                found[member.name] = _copied(content, folder / member.name)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.", advice="Give the file that `backup` wrote.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Damaged(f"Cannot read the backup {path}: {error}.", advice="Take another backup.") from error
    try:
        manifest = Manifest.model_validate_json(listed)
    except ValidationError as error:
        raise Damaged(f"The backup {path} is not whole: it has no list.", advice="Take another backup.") from error
    wrong = sorted(name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name))
    if wrong:
        raise Damaged(f"The backup {path} is damaged: {', '.join(wrong[:3])}.", advice="Take another backup.")
    return manifest


def sync(path: Path) -> None:
    """Have the disk hold what was written to this file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Hashing(io.RawIOBase):
    """Reads a file and hashes what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        return block


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _copied(content: IO[bytes], target: Path) -> Entry:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := content.read(BLOCK):
            out.write(block)
            digest.update(block)
            size += len(block)
        out.flush()
        os.fsync(out.fileno())
    return Entry(bytes=size, sha256=digest.hexdigest())
