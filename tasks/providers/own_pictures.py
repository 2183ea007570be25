"""The user's own pictures: read from a folder, matched to scenes by their names and order."""

import re
from collections.abc import Sequence
from pathlib import Path

import simplemma

from tasks.domain.errors import BadInput
from tasks.domain.models import GivenPicture
from tasks.domain.prose import content_words
from tasks.machine.assets import AssetStore

MOST_FILES = 200
MOST_BYTES = 100_000_000


def read_folder(folder: Path, store: AssetStore) -> tuple[GivenPicture, ...]:
    """Every file of the folder, in natural order, as bytes in the store: none is opened yet."""
    if not folder.is_dir():
        raise BadInput(f"The folder of pictures {folder} does not exist.", advice="Check the path given to --images.")
    files = sorted(
        (path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")), key=_natural
    )
    if not files:
        raise BadInput(
            f"The folder of pictures {folder} is empty.", advice="Put pictures into it, or leave out --images."
        )
    if len(files) > MOST_FILES:
        raise BadInput(f"The folder {folder} holds {len(files)} files, more than {MOST_FILES}.", advice="Give fewer.")
    given = []
    for path in files:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"The picture {path.name} is larger than 100 MB.", advice="Save it smaller.")
        suffix = path.suffix.lower() if re.fullmatch(r"\.[a-z0-9]+", path.suffix.lower()) else ".bin"
        given.append(GivenPicture(name=path.name, file=store.put(path.read_bytes(), suffix)))
    return tuple(given)


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """So that 2.jpg comes before 10.jpg."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", path.name.lower()) if part]


def match(names: Sequence[str], narrations: Sequence[str]) -> tuple[int | None, ...]:
    """Which picture each scene shows: its index, or None for a scene that is left without one.

    A picture named for what a scene says is shown there; the others fill the free scenes in order.
    """
    chosen: list[int | None] = [None] * len(narrations)
    wanted = [_stems(narration) for narration in narrations]
    free = list(range(len(names)))
    scores = [
        (len(_stems(Path(name).stem) & wanted[scene]), -scene, -number)
        for number, name in enumerate(names)
        for scene in range(len(narrations))
    ]
    for shared, minus_scene, minus_number in sorted(scores, reverse=True):
        scene, number = -minus_scene, -minus_number
        if shared and chosen[scene] is None and number in free:
            chosen[scene] = number
            free.remove(number)
    for scene, taken in enumerate(chosen):
        if taken is None and free:
            chosen[scene] = free.pop(0)
    return tuple(chosen)


def _stems(text: str) -> set[str]:
    return {
        simplemma.lemmatize(word, lang="en").lower() for word in content_words(text.replace("_", " ").replace("-", " "))
    }
