"""A cached result is used only if it and every file that it names are unchanged since they were written."""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from tasks.artwork.direction import direct
from tasks.domain.channel import Palette
from tasks.domain.edition import PublishedFile, Receipt, Video
from tasks.domain.errors import Damaged
from tasks.domain.speech import Speech, SpokenWord
from tasks.domain.timeline import View
from tasks.domain.values import Artifact
from tasks.images import PictureOrder
from tasks.machine.storage.assets import AssetStore, assets
from tasks.stagecraft.results import CheckedJSON, files_in


@pytest.fixture
def video() -> Video:
    return Video(file=assets().put(b"film" * 100, ".mp4"), encoder="libx264")


def test_results_are_read_back_as_equal_models(video: Video) -> None:
    serializer = CheckedJSON()
    value = (video, [video.file], {"pace": 1.5})
    again = serializer.loads(serializer.dumps([video, [video.file], {"pace": 1.5}]))
    assert again[0] == value[0]
    assert again[1] == value[1]
    assert again[2] == value[2]


@pytest.mark.parametrize("at", [0, 40, 70, -2])
def test_a_flipped_bit_is_detected(video: Video, at: int) -> None:
    blob = bytearray(CheckedJSON().dumps(video))
    blob[at] ^= 1
    with pytest.raises(Damaged):
        CheckedJSON().loads(bytes(blob))


@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_a_result_whose_file_is_missing_or_changed_is_not_used(video: Video, damage: str) -> None:
    blob = CheckedJSON().dumps(video)
    path = assets().place(video.file)
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(b"film")
    else:
        path.write_bytes(b"FILM" * 100)
    with pytest.raises(Damaged):
        CheckedJSON().loads(blob)


def test_a_removed_published_file_is_detected(tmp_path: Path, video: Video) -> None:
    file = tmp_path / "short.mp4"
    file.write_bytes(b"film" * 100)
    receipt = Receipt(
        run_key="demo/2026-11-24/bats",
        publisher="folder",
        location=str(tmp_path),
        video=video.file,
        files=(PublishedFile(path=str(file), sha256=video.file.sha256),),
    )
    blob = CheckedJSON().dumps(receipt)
    assert CheckedJSON().loads(blob) == receipt
    file.unlink()
    with pytest.raises(Damaged):
        CheckedJSON().loads(blob)


def test_nested_files_are_found(video: Video) -> None:
    other = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")
    assert set(files_in({"a": [(video,)], "b": other})) == {video.file, other}


def test_the_default_store_is_local() -> None:
    assert isinstance(assets(), AssetStore)


def test_an_incomplete_publication_is_not_used_as_a_result(video: Video) -> None:
    receipt = Receipt(run_key="k", publisher="youtube", location="x", video=video.file)
    serializer = CheckedJSON()
    assert serializer.loads(serializer.dumps(receipt)) == receipt
    with pytest.raises(Damaged, match="captions"):
        serializer.loads(serializer.dumps(receipt.model_copy(update={"missing": ("captions",)})))


def blob_of(value: object) -> bytes:
    """Return what `dumps` writes for a JSON value."""
    body = json.dumps(value).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def written_before(*models: BaseModel, module: str = "tasks.domain.models") -> bytes:
    """Return a list of models as it was written when their classes were in this module."""
    return blob_of(
        [{"__class__": f"{module}.{type(model).__name__}", "data": model.model_dump(mode="json")} for model in models]
    )


def test_results_written_before_the_models_moved_are_readable(video: Video) -> None:
    audio = assets().put(b"sound" * 100, ".wav")
    speech = Speech(
        audio=audio, seconds=1.0, words=(SpokenWord(text="a", start=0.0, end=0.5),), voice="v", timing="exact"
    )
    view = View(zoom=1.2, x=0.0, y=0.5)
    assert CheckedJSON().loads(written_before(speech, video, view)) == [speech, video, view]
    (card,) = direct(("A bat sleeps.",), seed=1, palette=Palette.auto)
    order = PictureOrder(card=card)
    assert CheckedJSON().loads(written_before(order, module="tasks.artwork.pictures")) == [order]


@pytest.mark.parametrize("module", ["tasks.domain.models", "tasks.domain.nowhere", "nowhere"])
def test_a_result_of_a_removed_class_is_not_used(module: str) -> None:
    result = {"__class__": f"{module}.Gone", "data": {}}
    with pytest.raises(Damaged, match=r"Gone, which Dailies no longer has"):
        CheckedJSON().loads(blob_of(result))
