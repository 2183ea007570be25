"""The content-addressed store: a file's name is its hash, so a cached result can never point at the wrong bytes.

Written beside its final place, synced and renamed: a reader sees a whole file or none. Checked on every read: a file
that is not what its name says is moved to `quarantine/` and reported as Damaged, and whoever made it makes it again.
Where several hosts work together, what one of them makes the others fetch from the store they share.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.home import home
from tasks.machine.storage.objects import Objects, objects, shared


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".half-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class AssetStore:
    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, artifact: Artifact) -> Path:
        """Where the artifact lies, or would: not checked."""
        return self.root / artifact.sha256[:2] / f"{artifact.sha256}{artifact.suffix}"

    def put(self, data: bytes, suffix: str) -> Artifact:
        artifact = Artifact(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), suffix=suffix)
        if not self._whole(artifact):
            write_whole(self.place(artifact), data)
        return artifact

    def take(self, path: Path, suffix: str | None = None) -> Artifact:
        """Move a finished file of ours into the store."""
        artifact = Artifact(sha256=sha256_of(path), bytes=path.stat().st_size, suffix=suffix or path.suffix)
        target = self.place(artifact)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.stat().st_dev == target.parent.stat().st_dev:
            path.replace(target)
        else:
            half = target.with_name(f".half-{os.getpid()}-{target.name}")
            shutil.copyfile(path, half)
            half.replace(target)
            path.unlink()
        return artifact

    def path(self, artifact: Artifact) -> Path:
        """The file, checked against its name. Raises Damaged when it is missing or is something else."""
        self.check(artifact)
        return self.place(artifact)

    def read(self, artifact: Artifact) -> bytes:
        path = self.place(artifact)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._damaged(artifact) from error
        if hashlib.sha256(data).hexdigest() != artifact.sha256:
            raise self._damaged(artifact)
        return data

    def check(self, artifact: Artifact) -> None:
        if not self._whole(artifact):
            raise self._damaged(artifact)

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """A folder on the store's own disk for files on their way in; removed on exit."""
        folder = self.root / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=folder)

    def _whole(self, artifact: Artifact) -> bool:
        path = self.place(artifact)
        try:
            return path.stat().st_size == artifact.bytes and sha256_of(path) == artifact.sha256
        except OSError:
            return False

    def _damaged(self, artifact: Artifact) -> Damaged:
        path = self.place(artifact)
        if path.exists():
            quarantine = self.root / "quarantine"
            quarantine.mkdir(parents=True, exist_ok=True)
            path.replace(quarantine / path.name)
            return Damaged(f"The stored file {path.name} is not what its name says; it was moved to {quarantine}.")
        return Damaged(f"The stored file {path.name} is missing.")


class SharedStore(AssetStore):
    """This host's store in front of one that several hosts share: written to both, fetched once, checked on arrival."""

    def __init__(self, root: Path, objects: Objects) -> None:
        super().__init__(root)
        self.objects = objects

    def put(self, data: bytes, suffix: str) -> Artifact:
        return self._send(super().put(data, suffix))

    def take(self, path: Path, suffix: str | None = None) -> Artifact:
        return self._send(super().take(path, suffix))

    def read(self, artifact: Artifact) -> bytes:
        return self.path(artifact).read_bytes()

    def check(self, artifact: Artifact) -> None:
        if not self._whole(artifact):
            self._fetch(artifact)

    def _send(self, artifact: Artifact) -> Artifact:
        key = self._key(artifact)
        if self.objects.size(key) != artifact.bytes:
            self.objects.put(key, self.place(artifact))
        return artifact

    def _fetch(self, artifact: Artifact) -> None:
        key = self._key(artifact)
        missing = self._damaged(artifact)  # what lies here in its place goes to quarantine
        try:
            data = self.objects.get(key)
        except FileNotFoundError:
            raise missing from None
        if hashlib.sha256(data).hexdigest() != artifact.sha256:
            self.objects.move(key, f"quarantine/{key}")
            raise Damaged(f"The shared file {key} is not what its name says; it was moved to quarantine/.")
        write_whole(self.place(artifact), data)

    def _key(self, artifact: Artifact) -> str:
        return self.place(artifact).relative_to(self.root.parent).as_posix()


def assets() -> AssetStore:
    """This host's store, with what it shares with others behind it."""
    root = home() / "assets"
    return SharedStore(root, objects()) if shared() else AssetStore(root)
