"""Decides which of the user's photographs each scene shows.

A photograph belongs where its words are spoken: those of its file's name, caption and keywords. One that belongs
nowhere is left out, and the note says so: a viewer takes every picture for what is being said.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from tasks.domain.request import field_name
from tasks.domain.story import GivenPicture, Scene
from tasks.domain.text.subjects import is_vague, subject_words
from tasks.domain.values import Frozen
from tasks.domain.words import count_words

WORDS_EACH = 4  # of the narration, for each photograph of a scene: at least 1.2 s, however fast the voice
MOST = 2  # photographs of a scene that are matched by words
SHARE = 0.34  # of a name's words: more must be spoken than one of three
UNEVEN = 0.15  # of a photograph's worth in a scene where it belongs, for each scene away from its even place
MAX_NAMED = 6  # in a note

# What cameras, phones and programs call a file by themselves.
_CAMERA = re.compile(
    r"""^(?:
    (?:img|dsc[fn]?|pxl|mvimg|imgp|p\d|sam|gopr|dji|cimg|kimg|hpim|mg|pict|vid|image)[ _-]*[a-z]?[ _-]?\d{3,}.*
    |(?:_mg|_dsc|_igp)_?\d+.*
    |\d{8}[ _-]?\d*.*|\d{4}[-_.]\d\d[-_.]\d\d.*|\d{10,}.*
    |(?:whatsapp|signal|telegram|fb_img|received|snapchat|screenshot|screen[ _]shot|bildschirmfoto|captura|capture)\b.*
    |(?:whatsapp|signal|fb_img|received|snapchat|screenshot)[ _-].*
    |[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}.*|[0-9a-f]{16,}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERED = re.compile(
    r"(?:(?P<kind>scene|szene|escena|sc[eè]ne|scena|cena|сцена|slide|bild|photo|foto|picture|pic|image|img|page|shot|nr|no)"
    r"[ ._#-]*)?(?P<number>\d{1,2})[.)]?",
    re.IGNORECASE,
)
_FIRST_NUMBER = re.compile(r"\D{0,12}?(?<!\d)(\d{1,3})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?![\d-])")


class Placement(Frozen):
    """For each scene, the numbers of the photographs that it shows, in order; and those that no scene shows.

    `unmatched` share no word with a scene; for the `crowded` there is no time. Scenes `apart` show several of which
    not all belong there: as one picture, they would say that they do.
    """

    scenes: tuple[tuple[int, ...], ...]
    apart: frozenset[int] = frozenset()
    unmatched: tuple[int, ...] = ()
    crowded: tuple[int, ...] = ()


def place(
    pictures: Sequence[GivenPicture],
    scenes: Sequence[Scene],
    language: str,
    *,
    fixed: bool = False,
    every: bool = False,
) -> Placement:
    """Where each photograph is shown. With `every`, all are, in order, each once, where they belong if they can.

    `fixed` scenes are a person's, whose numbers names may hold.
    """
    placed: list[list[int]] = [[] for _ in scenes]
    names = [PurePath(picture.name).stem for picture in pictures]
    left = list(range(len(pictures)))
    if every:
        return _spread(len(pictures), scenes, _scores(pictures, names, left, scenes, language))

    def put(number: int, scene: int) -> None:
        placed[scene].append(number)
        left.remove(number)

    for scene, number in _asked_for(pictures, scenes).items():
        put(number, scene)
    free = [scene for scene, got in enumerate(placed) if not got]
    silent = [number for number in left if not pictures[number].caption and not pictures[number].keywords]
    for number, scene in _numbered(names, left, silent, free, fixed).items():
        put(number, scene)
    scores = _scores(pictures, names, left, scenes, language)
    ranked = sorted(scores, key=lambda key: (-scores[key], key[1], key[0]))
    for count in range(MOST):  # every scene gets its first before any gets a second
        for number, scene in ranked:
            room = count_words(scenes[scene].narration) >= WORDS_EACH * (count + 1)
            if number in left and len(placed[scene]) == count and (room or not count):
                put(number, scene)
    matched = {number for number, _ in scores}
    return Placement(
        scenes=tuple(tuple(sorted(got)) for got in placed),
        unmatched=tuple(number for number in left if number not in matched),
        crowded=tuple(number for number in left if number in matched),
    )


def placement_note(pictures: Sequence[GivenPicture], placement: Placement) -> str:
    """Which photographs are left out, why, and what to do; empty if none is."""
    parts = []
    if placement.unmatched:
        parts.append(
            f"Left out, because no scene says what their names, captions and keywords say: "
            f"{_listed(pictures, placement.unmatched)}. Name them after what they show, or show all in order "
            f"({field_name('all_images')})."
        )
    if placement.crowded:
        parts.append(
            f"Left out, because there is no time for them beside the others: "
            f"{_listed(pictures, placement.crowded)}. Make the short longer, or take others away."
        )
    return " ".join(parts)


def _listed(pictures: Sequence[GivenPicture], numbers: Sequence[int]) -> str:
    names = [pictures[number].name for number in numbers[:MAX_NAMED]]
    more = len(numbers) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _spread(count: int, scenes: Sequence[Scene], scores: Mapping[tuple[int, int], float]) -> Placement:
    """All in order, each where it belongs if the order allows, else evenly over the film.

    If there are more than scenes, each scene gets one, and the longest get more.
    """
    total = len(scenes)
    even, least, most = _evenly(count, scenes)
    shown = len(even)

    def worth(number: int, scene: int) -> float:
        fits = scores.get((number, scene), 0.0)
        return (1.0 + min(fits, 1.0) if fits else 0.0) - UNEVEN * abs(scene - even[number])

    # best[scene][k]: the most that scenes before this one are worth with the first k, and how many the last one got
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for scene in range(total):
        reached: dict[int, tuple[float, int]] = {}
        for before, (value, _) in best[-1].items():
            for share in range(least, min(most[scene], shown - before) + 1):
                gained = value + sum(worth(number, scene) for number in range(before, before + share))
                if before + share not in reached or gained > reached[before + share][0]:
                    reached[before + share] = gained, share
        best.append(reached)
    placed: list[tuple[int, ...]] = []
    end = shown
    for scene in range(total, 0, -1):
        share = best[scene][end][1]
        placed.append(tuple(range(end - share, end)))
        end -= share
    placed.reverse()
    apart = {scene for scene, own in enumerate(placed) if any((number, scene) not in scores for number in own)}
    return Placement(scenes=tuple(placed), crowded=tuple(range(shown, count)), apart=frozenset(apart))


def _evenly(count: int, scenes: Sequence[Scene]) -> tuple[list[int], int, list[int]]:
    """The scene of each photograph that there is time for, spread evenly; the least and the most that scenes get."""
    total = len(scenes)
    if count <= total:
        return [(2 * number + 1) * total // (2 * count) for number in range(count)], 0, [1] * total
    words = [count_words(scene.narration) for scene in scenes]
    room = [max(1, length // WORDS_EACH) for length in words]
    shares = [1] * total
    while sum(shares) < min(count, sum(room)):
        open_to = [scene for scene in range(total) if shares[scene] < room[scene]]
        shares[max(open_to, key=lambda scene: (words[scene] / (shares[scene] + 1), -scene))] += 1
    return [scene for scene, share in enumerate(shares) for _ in range(share)], 1, room


def _asked_for(pictures: Sequence[GivenPicture], scenes: Sequence[Scene]) -> Mapping[int, int]:
    """Scenes whose description names the file itself, and its number."""
    found: dict[int, int] = {}
    for scene, asked in enumerate(scene.visual_description.casefold() for scene in scenes):
        for number, picture in enumerate(pictures):
            name = picture.name.casefold()
            if (name in asked or asked.strip() == PurePath(name).stem) and number not in found.values():
                found.setdefault(scene, number)
    return found


def _numbered(
    names: Sequence[str], left: Sequence[int], silent: Sequence[int], free: Sequence[int], fixed: bool
) -> Mapping[int, int]:
    """The scenes of photographs that a person numbered.

    If all names begin with the numbers of all scenes, or of most, they are those scenes' numbers. So are names without
    words, such as "3" or "scene 3", for a script of the user's own; for another, they are the order over the film. That
    is so only for the `silent`, of which nothing else says what they show.
    """
    firsts = {number: found for number in left if (found := _person(names[number], _FIRST_NUMBER.match))}
    values = {int(found[1]) for found in firsts.values()}
    if 1 < len(left) == len(firsts) == len(values):
        base = min(1, *values)
        # A file that cannot be read leaves a gap. "cat 1" and "cat 2" leave one too, but they count cats.
        most = 3 * len(values) > 2 * len(free) and all(found.start(1) == 0 for found in firsts.values())
        if max(values) - base < len(free) and (most or len(values) == len(free)):
            return {number: free[int(found[1]) - base] for number, found in firsts.items()}
    bare = {number: found for number in silent if (found := _person(names[number].strip(), _NUMBERED.fullmatch))}
    order = sorted(bare, key=lambda number: int(bare[number]["number"]))
    numbers = [int(bare[number]["number"]) for number in order]
    if not order or len(set(numbers)) < len(numbers) or numbers[0] > 1:
        return {}
    if fixed or all((bare[number]["kind"] or "").lower().startswith("s") for number in order):
        at = {number: value - (numbers[0] == 1) for number, value in zip(order, numbers, strict=True)}
        return {number: scene for number, scene in at.items() if scene in free}
    chosen = order[: len(free)]
    return {number: free[(2 * place + 1) * len(free) // (2 * len(chosen))] for place, number in enumerate(chosen)}


def _person(name: str, match: Callable[[str], re.Match[str] | None]) -> re.Match[str] | None:
    """The match in a name that a person gave."""
    return None if _CAMERA.match(name) else match(name)


def _scores(
    pictures: Sequence[GivenPicture],
    names: Sequence[str],
    left: Sequence[int],
    scenes: Sequence[Scene],
    language: str,
) -> dict[tuple[int, int], float]:
    """How well each photograph fits each scene where it belongs, by the rarity of the words that they share."""
    spoken = [_scene_words(scene, language) for scene in scenes]
    counts = Counter(word for words in spoken for word in words)
    scores: dict[tuple[int, int], float] = {}
    for number in left:
        named = _words(_readable(names[number]), language)
        keywords = [_words(keyword, language) for keyword in pictures[number].keywords]
        caption = _words(pictures[number].caption, language)
        for scene, words in enumerate(spoken):
            tagged = [keyword for keyword in keywords if keyword and keyword <= words]
            fits = [group for group in (named, caption) if _belongs(group, words)] + tagged
            if fits:
                shared = frozenset().union(*fits) & words
                scores[number, scene] = sum(1 / counts[word] for word in shared)
    return scores


def _belongs(group: frozenset[str], words: frozenset[str]) -> bool:
    """Whether a scene says enough of a name or a caption: two of its words, or more than a third of them."""
    shared = len(group & words)
    return shared >= 2 or shared > SHARE * len(group)


def _scene_words(scene: Scene, language: str) -> frozenset[str]:
    return _words(f"{scene.narration} {scene.visual_description}", language)


def _words(text: str, language: str) -> frozenset[str]:
    """The words that can place a photograph, and years."""
    words = (word for word in subject_words(text, language) if not is_vague(word))
    return frozenset((*words, *_YEAR.findall(text)))


def _readable(name: str) -> str:
    """A file's name as words; none of one that a camera gave."""
    if _CAMERA.match(name):
        return ""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", name)
    return re.sub(r"[_\-.+]+", " ", spaced)
