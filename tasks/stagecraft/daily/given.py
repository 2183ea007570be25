"""Reads what a user supplies besides a source: a folder of pictures, a finished script, and any file of text."""

import json
import re
from pathlib import Path

import yaml
from pydantic import ValidationError

from tasks.domain.errors import BadInput
from tasks.domain.faults import explain
from tasks.domain.story import GivenPicture, Script
from tasks.machine.storage.assets import AssetStore

MAX_FILES = 200
MAX_BYTES = 100_000_000


def read_folder(folder: Path, store: AssetStore) -> tuple[GivenPicture, ...]:
    """Store every visible file of the folder, in natural order, without decoding it. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput(f"The folder of pictures {folder} does not exist.", advice="Check the path given to --images.")
    files = sorted(
        (path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")), key=_natural
    )
    if not files:
        raise BadInput(
            f"The folder of pictures {folder} is empty.", advice="Put pictures into it, or leave out --images."
        )
    if len(files) > MAX_FILES:
        raise BadInput(
            f"The folder {folder} contains {len(files)} files; the limit is {MAX_FILES}.", advice="Remove some."
        )
    pictures = []
    for path in files:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"The picture {path.name} is larger than 100 MB.", advice="Save it smaller.")
        suffix = path.suffix.lower() if re.fullmatch(r"\.[a-z0-9]+", path.suffix.lower()) else ".bin"
        pictures.append(GivenPicture(name=path.name, file=store.put(path.read_bytes(), suffix)))
    return tuple(pictures)


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """A sort key that puts 2.jpg before 10.jpg."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", path.name.lower()) if part]


def parse_script(text: str, suffix: str) -> Script:
    """A script in JSON (suffix .json) or YAML. Raises BadInput naming the field that is wrong."""
    try:
        data = json.loads(text) if suffix == ".json" else yaml.safe_load(text)
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        language = "JSON" if suffix == ".json" else "YAML"
        raise BadInput(f"The script is not valid {language}: {' '.join(str(error).split())}.") from error
    if not isinstance(data, dict):
        raise BadInput(
            "The script has no fields.", advice="It needs title, hook, script, scenes, hashtags and description."
        )
    scenes = data.get("scenes")
    if isinstance(scenes, list) and "script" not in data:
        data["script"] = " ".join(str(scene.get("narration", "")) for scene in scenes if isinstance(scene, dict))
    try:
        return Script.model_validate(data)
    except ValidationError as error:
        raise BadInput(
            f"The script cannot be used: {explain(error, Script)}",
            advice="Compare it with a script.json that Dailies wrote.",
        ) from error


def read_text(path: Path, what: str) -> str:
    """The text of a UTF-8 file; `what` names it in errors. Raises BadInput."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"The {what} {path} does not exist.", advice="Check the path.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"The {what} {path} is not UTF-8 text.", advice="Save it as UTF-8.") from error
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.") from error
