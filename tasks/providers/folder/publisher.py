"""Publishes a short as a folder. The folder appears complete or not at all."""

import json
import os
import shutil
from pathlib import Path

from tasks.domain.edition import Edition, PublishedFile, Receipt
from tasks.domain.errors import BadInput
from tasks.domain.film.subtitles import srt, vtt
from tasks.domain.request import field_name
from tasks.machine.storage.assets import AssetStore, sha256_of
from tasks.providers.folder.credits import credits_of


class FolderPublisher:
    """Publishes to out/<channel>/<day>-<slug>/. The same edition again changes nothing; the user's own files stay."""

    once = False

    def __init__(self, out: Path, store: AssetStore) -> None:
        self.out = out
        self.store = store

    def place(self) -> None:
        """It publishes on this machine."""

    def publish(self, edition: Edition) -> Receipt:
        """Raises BadInput if the folder cannot be written."""
        channel, day, subject = edition.run_key.split("/")
        folder = self.out.expanduser().resolve() / channel / f"{day}-{subject}"
        contents = self._contents(edition)
        try:
            if not _holds(folder, contents):
                _write(folder, contents)
        except OSError as error:
            raise BadInput(
                f"The short cannot be written to {folder}: {error.strerror}.",
                advice=f"Give another folder ({field_name('out')}).",
            ) from error
        files = tuple(PublishedFile(path=str(folder / name), sha256=sha256_of(folder / name)) for name in contents)
        return Receipt(
            run_key=edition.run_key,
            publisher="folder",
            location=str(folder),
            folder=str(folder),
            video=edition.approved.video.file,
            files=files,
        )

    def _contents(self, edition: Edition) -> dict[str, bytes | Path]:
        """The files by name: their bytes, or the path in the store for large ones."""
        captions = edition.timeline.captions
        fps = edition.timeline.output.fps
        return {
            "short.mp4": self.store.path(edition.approved.video.file),
            "thumbnail.jpg": self.store.path(edition.thumbnail),
            "captions.srt": srt(captions.spoken, fps).encode(),
            "captions.vtt": vtt(captions.spoken, fps).encode(),
            "credits.md": credits_of(edition).encode(),
            "script.json": _json({**edition.story.script.model_dump(mode="json"), "fixed": edition.story.fixed}),
            "timeline.json": _json(edition.timeline.model_dump(mode="json")),
            "quality.json": _json({"passed": True, **edition.approved.report.model_dump(mode="json")}),
        }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _holds(folder: Path, contents: dict[str, bytes | Path]) -> bool:
    """Whether the folder holds exactly these files, byte for byte."""
    for name, wanted in contents.items():
        path = folder / name
        if not path.is_file():
            return False
        if isinstance(wanted, Path):
            if path.stat().st_size != wanted.stat().st_size or sha256_of(path) != sha256_of(wanted):
                return False
        elif path.read_bytes() != wanted:
            return False
    return True


def _write(folder: Path, contents: dict[str, bytes | Path]) -> None:
    """Write a new folder next to the old one, then swap them: a crash leaves one or the other, never half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = (folder.with_name(f".{folder.name}.{what}-{os.getpid()}") for what in ("new", "old"))
    for leftover in folder.parent.glob(f".{folder.name}.*-*"):
        if leftover.name.startswith(f".{folder.name}.old-") and not folder.exists():
            leftover.replace(folder)  # a crash between the two renames below
        else:
            shutil.rmtree(leftover)
    fresh.mkdir()
    for name, wanted in contents.items():
        with (fresh / name).open("wb") as file:
            if isinstance(wanted, Path):
                with wanted.open("rb") as source:
                    shutil.copyfileobj(source, file, 1 << 20)
            else:
                file.write(wanted)
            file.flush()
            os.fsync(file.fileno())
    if folder.exists():
        for path in folder.iterdir():
            if path.name not in contents and path.name not in {"kpis.json", "report.html"}:
                (shutil.copytree if path.is_dir() else shutil.copy2)(path, fresh / path.name)
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
