"""The content-addressed store: a file's name is its hash, so a cached result can never point at the wrong bytes.

Writes go to a temporary file that is synced and renamed, so readers see a whole file or none. Reads verify the hash: a
mismatch moves the file to `quarantine/` and raises Damaged, and the stage that made the file runs again. Several hosts
can share files through an object store.
"""

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.aside import folder, set_aside
from tasks.machine.home import home
from tasks.machine.lock import together_with
from tasks.machine.storage.objects import Objects, objects, shared

USED = "assets"  # the lock under which files are marked as used, and removed
OLD = 86_400.0  # seconds; longer than any run


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file atomically and durably. Creates its folder if missing."""
    folder(path.parent)
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


def sweep(place: Path, *, older_than: float = OLD) -> None:
    """Remove half files and scratch folders of processes that were killed, once they are `older_than` seconds old."""
    assets = place / "assets"
    left = [*place.glob("*/.half-*"), *assets.glob("*/.half-*"), *(assets / "scratch").glob("*")]
    for path in left:
        with suppress(FileNotFoundError):  # another run sweeps, too
            if time.time() - path.stat().st_mtime < older_than:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


class AssetStore:
    """A content-addressed store in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, artifact: Artifact) -> Path:
        """The artifact's path, whether or not the file exists."""
        return self.root / artifact.sha256[:2] / f"{artifact.sha256}{artifact.suffix}"

    def put(self, data: bytes, suffix: str) -> Artifact:
        """Store bytes. `suffix` is the file name's, with its dot."""
        artifact = Artifact(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), suffix=suffix)
        if not self._whole(artifact):
            self._write(artifact, data)
        return artifact

    def take(self, path: Path, suffix: str | None = None) -> Artifact:
        """Move a finished file into the store."""
        artifact = Artifact(sha256=sha256_of(path), bytes=path.stat().st_size, suffix=suffix or path.suffix)
        target = self._cleared(artifact)
        elsewhere = path.stat().st_dev != target.parent.stat().st_dev
        half = target.with_name(f".half-{os.getpid()}-{target.name}") if elsewhere else path
        try:
            if elsewhere:
                shutil.copyfile(path, half)
            with together_with(USED):
                os.utime(half)
                half.replace(target)
        except BaseException:
            if elsewhere:
                half.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)
        return artifact

    def path(self, artifact: Artifact) -> Path:
        """The path of the verified file. Raises Damaged if it is missing or has another hash."""
        self.check(artifact)
        return self.place(artifact)

    def read(self, artifact: Artifact) -> bytes:
        """The verified bytes. Raises Damaged if the file is missing or has another hash."""
        path = self.place(artifact)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._damaged(artifact) from error
        if hashlib.sha256(data).hexdigest() != artifact.sha256:
            raise self._damaged(artifact)
        return data

    def check(self, artifact: Artifact) -> None:
        """Raises Damaged if the file is missing or has another hash."""
        if not self._whole(artifact):
            raise self._damaged(artifact)

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """A temporary folder on the store's own disk, so that `take` only renames."""
        return tempfile.TemporaryDirectory(dir=folder(self.root / "scratch"))

    def _whole(self, artifact: Artifact) -> bool:
        """Whether the file is whole. If so, it counts as just used: see `unused`."""
        path = self.place(artifact)
        with together_with(USED):
            try:
                whole = path.stat().st_size == artifact.bytes and sha256_of(path) == artifact.sha256
                if whole:
                    os.utime(path)
            except OSError:
                return False
        return whole

    def _write(self, artifact: Artifact, data: bytes) -> None:
        with together_with(USED):
            write_whole(self._cleared(artifact), data)

    def _cleared(self, artifact: Artifact) -> Path:
        """The artifact's path, in a folder that exists. A folder in its place is moved to quarantine."""
        path = self.place(artifact)
        folder(path.parent)
        if path.is_dir():
            self._set_aside(path)
        return path

    def _set_aside(self, path: Path) -> Path:
        return set_aside(path, self.root / "quarantine")

    def _damaged(self, artifact: Artifact) -> Damaged:
        path = self.place(artifact)
        if path.exists():
            quarantine = self._set_aside(path)
            return Damaged(
                f"The stored file {path.name} does not match its hash; it was moved to {quarantine}.",
                advice="Run again to make it anew.",
            )
        return Damaged(f"The stored file {path.name} is missing.", advice="Run again to make it anew.")


class SharedStore(AssetStore):
    """This host's store in front of a shared one. Writes go to both; missing files are fetched once and verified."""

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
        missing = self._damaged(artifact)  # also moves a damaged local file to quarantine
        try:
            data = self.objects.get(key)
        except FileNotFoundError:
            raise missing from None
        if hashlib.sha256(data).hexdigest() != artifact.sha256:
            self.objects.move(key, f"quarantine/{key}")
            raise Damaged(
                f"The shared file {key} does not match its hash; it was moved to quarantine/.",
                advice="Run again to make it anew.",
            )
        self._write(artifact, data)

    def _key(self, artifact: Artifact) -> str:
        return self.place(artifact).relative_to(self.root.parent).as_posix()


def assets() -> AssetStore:
    """This host's store, backed by the shared one if DAILIES_STORE is set."""
    root = home() / "assets"
    return SharedStore(root, objects()) if shared() else AssetStore(root)
