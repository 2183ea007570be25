"""Reads what a user supplies besides a source: a folder of pictures, and a finished script."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import yaml
from pydantic import ValidationError

from tasks.domain.errors import BadInput
from tasks.domain.faults import explain
from tasks.domain.film.pacing import planned_seconds, timecodes
from tasks.domain.legible import legible, whole_letters
from tasks.domain.request import field_name
from tasks.domain.story import GivenPicture, GivenScript
from tasks.domain.text.hashtags import hashtags
from tasks.domain.text.headline import fitted
from tasks.domain.text.reading import Kind, left_out_note
from tasks.domain.text.sentences import sentences
from tasks.domain.words import count_words, join_texts, letters
from tasks.machine.media.clips import check_clip, is_clip
from tasks.machine.media.untrusted import describe
from tasks.machine.media.untrusted.limits import MIN_SIDE, NAMES
from tasks.machine.storage.assets import AssetStore
from tasks.machine.yaml_text import read_yaml
from tasks.providers.reader.directions import spoken_line
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.formats import text_draft
from tasks.providers.reader.language import language_of
from tasks.providers.reader.tags import unescaped

MAX_FILES = 200
NO_PICTURES = frozenset({"thumbs.db", "desktop.ini", "picasa.ini"})  # left by programs
MAX_BYTES = 100_000_000
EXAMPLE = "scenes: [{narration: The sea leaves twice a day.}, {narration: It always comes back.}]"
# What other programs call the fields.
NARRATION = (
    "narration",
    "text",
    "voiceover",
    "voice_over",
    "script",
    "narrator",
    "line",
    "content",
    "speech",
    "dialogue",
)
SHOWN = ("visual_description", "visual", "visuals", "image_prompt", "image", "scene_description", "broll", "b_roll")
TIMED = ("time", "timestamp", "timecode", "time_range", "start")
SCENES = ("scenes", "narrations", "script_scenes", "segments", "lines", "sections")
PACE = 164.0  # words per minute of the built-in voice, for the planned times of scenes without any


def read_folder(folder: Path, store: AssetStore, notes: list[str]) -> tuple[GivenPicture, ...]:
    """Store every picture and clip of the folder, in natural order, with what its file says of it.

    Appends to `notes` which files are left out, and why. Raises BadInput if none can be shown.
    """
    try:
        present = folder.is_dir()
        found = list(folder.iterdir()) if present else []
    except OSError as error:
        raise BadInput(f"The folder of pictures cannot be read: {error.strerror}.", advice="Check its path.") from error
    if not present:
        raise BadInput(
            f"The folder of pictures {folder} does not exist.", advice=f"Check the path ({field_name('images')})."
        )
    files = sorted((path for path in found if path.is_file() and not path.name.startswith(".")), key=_natural)
    if not files:
        raise BadInput(
            f"The folder of pictures {folder} is empty.",
            advice=f"Put pictures into it, or name no folder ({field_name('images')}).",
        )
    if len(files) > MAX_FILES:
        raise BadInput(
            f"The folder {folder} contains {len(files)} files; the limit is {MAX_FILES}.", advice="Remove some."
        )
    pictures, left_out = [], []
    for path in files:
        if path.name.lower() in NO_PICTURES:
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            left_out.append(f"{path.name} is a link to a file outside of the folder.")
            continue
        try:
            pictures.append(_clip(path, store) if is_clip(path.name) else _picture(path, store))
        except BadInput as error:
            left_out.append(error.message)
        except PermissionError:
            left_out.append(f"{path.name} may not be read.")
    if not pictures:
        reasons = " ".join(left_out[:3])
        raise BadInput(
            f"The folder of pictures {folder} holds no picture that can be shown. {reasons}".strip(),
            advice=f"Save them as {NAMES}, with at least {MIN_SIDE} pixels on each side.",
        )
    if left_out:
        notes.append(f"Left out of the folder of pictures: {' '.join(left_out)}")
    return tuple(pictures)


def _picture(path: Path, store: AssetStore) -> GivenPicture:
    """A stored picture. Raises BadInput if no scene could show it."""
    if path.stat().st_size > MAX_BYTES:
        raise BadInput(f"The picture {path.name} is larger than 100 MB.", advice="Save it smaller.")
    data, name = path.read_bytes(), whole_letters(path.name)
    said = describe(data, name)
    suffix = path.suffix.lower() if re.fullmatch(r"\.[a-z0-9]+", path.suffix.lower()) else ".bin"
    return GivenPicture(name=name, file=store.put(data, suffix), caption=said.caption, keywords=said.keywords)


def _clip(path: Path, store: AssetStore) -> GivenPicture:
    """A stored clip. Raises BadInput if no scene could show it."""
    check_clip(path, path.name)
    with store.scratch() as folder:
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        return GivenPicture(name=whole_letters(path.name), file=store.take(copy, path.suffix.lower()))


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """A sort key that puts 2.jpg before 10.jpg."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", path.name.lower()) if part]


def parse_script(text: str, suffix: str, notes: list[str] | None = None) -> GivenScript:
    """A script in JSON, YAML, Markdown or plain text. Its narrations are enough: what else it lacks is made.

    Appends to `notes` what was left out. Raises BadInput naming the field that is wrong.
    """
    said = [] if notes is None else notes
    if suffix in {".txt", ".md", ".markdown"}:
        return _built(_of_text(text, suffix), said)
    try:
        data = legible(json.loads(text)) if suffix == ".json" else read_yaml(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        language = "JSON" if suffix == ".json" else "YAML"
        raise BadInput(f"The script is not valid {language}: {' '.join(str(error).split())}.") from error
    if isinstance(data, list) and data:
        data = {"scenes": data}
    if not isinstance(data, dict):
        raise BadInput("The script has no fields.", advice=f"Write at least: {EXAMPLE}")
    return _built({str(key): value for key, value in data.items()}, said)


def _of_text(text: str, suffix: str) -> dict[str, object]:
    """A text as a script: each paragraph is a scene, and the first heading its title."""
    draft = text_draft(text, "script", suffix)
    scenes = [block.text for block in draft.blocks if block.kind is not Kind.heading]
    if len(scenes) == 1:
        scenes = sentences(scenes[0])
    return {"title": draft.title, "scenes": scenes}


def _built(data: Mapping[str, object], notes: list[str]) -> GivenScript:
    left = Draft()
    _check_names(data, (*GivenScript.model_fields, *SCENES), "")
    found = next((data[name] for name in SCENES if data.get(name)), data.get("script"))
    given = sentences(found) if isinstance(found, str) else list(found.values()) if isinstance(found, dict) else found
    if not isinstance(given, list) or not given:
        raise BadInput("The script has no scenes.", advice=f"Write at least: {EXAMPLE}")
    scenes = [_scene(scene, number, left) for number, scene in enumerate(given, 1)]
    scenes = [scene for scene in scenes if scene["narration"]]
    if not scenes:
        raise BadInput("The script's scenes hold only markup and directions: nothing in them can be spoken.")
    narration = join_texts(scene["narration"] for scene in scenes)
    _check_same_words(data, narration)
    spans = timecodes([planned_seconds(count_words(scene["narration"]), PACE) for scene in scenes])
    first = sentences(scenes[0]["narration"])[0]
    title = _said(data, "title") or fitted(first)
    unknown = sorted(set(data) - set(GivenScript.model_fields) - set(SCENES))
    unknown += sorted({name for scene in scenes for name in scene["unknown"].split("\n") if name})
    if unknown:
        notes.append(
            f"Fields of the script that Dailies does not use were left out: {', '.join(dict.fromkeys(unknown))}."
        )
    if note := left_out_note("the script", left.left_out):
        notes.append(note)
    try:
        return GivenScript.model_validate(
            {
                "title": title.rstrip("."),
                "hook": _said(data, "hook") or first,
                "script": narration,
                "scenes": [
                    {
                        "time": scene["time"] if scene["timed"] else span,
                        "narration": scene["narration"],
                        "visual_description": scene["shown"],
                    }
                    for scene, span in zip(scenes, spans, strict=True)
                ],
                "hashtags": _hashtags(data["hashtags"]) if "hashtags" in data else _made_of(title, narration),
                "description": _said(data, "description") or title,
                "fixed": data.get("fixed", True),
            }
        )
    except ValidationError as error:
        raise BadInput(
            f"The script cannot be used: {explain(error, GivenScript)}", advice=f"Write at least: {EXAMPLE}"
        ) from error


def _scene(scene: object, number: int, left: Draft) -> dict[str, str]:
    """One scene's narration, and what else it says of itself. Raises BadInput if it has none."""
    fields = {"narration": scene} if isinstance(scene, str) else scene
    if not isinstance(fields, dict):
        raise BadInput(f"Scene {number} of the script is {scene!r}.", advice=f"Write scenes like this: {EXAMPLE}")
    fields = {str(name): value for name, value in fields.items()}
    _check_names(fields, (*NARRATION, *SHOWN, *TIMED), f"scene {number}")
    name = next((name for name in NARRATION if name in fields), "")
    narration = fields.get(name)
    if isinstance(narration, dict | list) or narration is None or not str(narration).strip():
        has = ", ".join(fields) or "nothing"
        raise BadInput(
            f"Scene {number} of the script has no narration as text. It has: {has}.",
            advice=f"Write scenes like this: {EXAMPLE}",
        )
    timed = next((name for name in TIMED if name in fields), "")
    shown = next((name for name in SHOWN if fields.get(name)), "")
    return {
        "narration": spoken_line(str(narration), left),
        "shown": " ".join(str(fields.get(shown) or "").split()),
        "time": str(fields.get(timed) or ""),
        "timed": timed,
        "unknown": "\n".join(sorted(set(fields) - {name, timed, shown, *SHOWN, *TIMED})),
    }


def _check_names(fields: Mapping[str, object], known: Sequence[str], where: str) -> None:
    """Raises BadInput for a field whose name is a slip of a known one: leaving it out would lose what it holds."""
    for name in fields:
        meant = get_close_matches(name, known, n=1, cutoff=0.75) if name not in known else []
        if meant and meant[0] not in fields:
            place = f" in {where}" if where else ""
            raise BadInput(f"The script has no field {name!r}{place}.", advice=f"Did you mean {meant[0]!r}?")


def _check_same_words(data: Mapping[str, object], narration: str) -> None:
    whole = data.get("script")
    if isinstance(whole, str) and any(data.get(name) for name in SCENES):
        cleaned = " ".join(spoken_line(part, Draft()) for part in whole.splitlines())
        if letters(cleaned) != letters(narration):
            raise BadInput(
                "The script cannot be used: the scenes' narrations, joined, must be the field script word for word.",
                advice="Leave out the field script: it is made from the scenes.",
            )


def _said(data: Mapping[str, object], name: str) -> str:
    """A field's text without markup; empty if it is missing."""
    value = data.get(name)
    if isinstance(value, dict | list):
        raise BadInput(f"The script's {name} is not text.", advice=f"Write {name}: and one line.")
    return spoken_line(str(value), Draft()) if value is not None else ""


def _hashtags(value: object) -> tuple[str, ...]:
    """Hashtags from a list or from one line, each with its sign."""
    items = value if isinstance(value, list) else re.split(r"[\s,;]+", unescaped(str(value or "")))
    words = ("".join(re.findall(r"\w", unescaped(str(item)))) for item in items)
    return tuple(dict.fromkeys(f"#{word}" for word in words if word))


def _made_of(title: str, narration: str) -> tuple[str, ...]:
    """Hashtags from the words that matter, for a script without any."""
    return hashtags(title, narration, language_of([narration], "en"))
