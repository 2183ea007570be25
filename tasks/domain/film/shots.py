"""Which scenes share a shot, and when each shot begins: with its first word, in whole frames. Pure."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from tasks.domain.film.pacing import scene_seconds, seconds_without_times
from tasks.domain.speech import Narration
from tasks.domain.story import Picture, Story
from tasks.domain.text.scenes import merge
from tasks.domain.values import Artifact
from tasks.domain.words import count_words, join_texts, join_words, split_words

SHORT = 1.4  # times a scene's usual length: two scenes that together are shorter share a shot


class Turn(NamedTuple):
    """A picture's turn on the screen: frames [first, first + frames), and the words that are spoken in them."""

    picture: Picture
    first: int
    frames: int
    text: str


def turns(
    story: Story, voice: Narration, pictures: Sequence[Picture], frames: int, fps: int, language: str
) -> tuple[Turn, ...]:
    """The turns that fill a film of `frames`, in order; `pictures` has one for each scene."""
    narrations = [scene.narration for scene in story.script.scenes]
    kept = [picture.origin == "given" for picture in pictures]
    groups = _joined(_grouped(story, voice, narrations, kept, language), narrations, pictures)
    starts = [round(start * fps) for start in _starts(voice, narrations)]
    bounds = [*_firsts([starts[group[0]] for group in groups], frames), frames]
    found: list[Turn] = []
    for group, (first, end) in zip(groups, pairwise(bounds), strict=True):
        seen = _seen(group, narrations, pictures)
        firsts = _shared(len(seen), first, end)
        texts = _texts(join_texts(narrations[n] for n in group), firsts, voice, narrations, group[0], fps)
        for picture, (start, stop), text in zip(seen, pairwise([*firsts, end]), texts, strict=False):
            found.append(Turn(picture, start, stop - start, text))
    return tuple(found)


def _grouped(
    story: Story, voice: Narration, narrations: Sequence[str], kept: Sequence[bool], language: str
) -> Sequence[Sequence[int]]:
    """The scenes of each shot. Scenes that are too short for a shot each are merged, except those of a user's script.

    What is too short is told by the scenes themselves, not by how many the film has room for: other words in one scene
    would merge others at the film's other end.

    A scene that shows the user's picture (`kept`) is not: the picture would stand over what another scene says. Nor are
    two that say numbers: that of one would stand over that of the other.
    """
    if story.fixed:
        return [(number,) for number in range(len(narrations))]
    usual = scene_seconds(sum(map(count_words, narrations)), voice.seconds, language)
    starts = _starts(voice, narrations)
    seconds = [end - start for start, end in zip(starts, [*starts[1:], voice.seconds], strict=True)]
    return merge(seconds, SHORT * usual, kept, [_numbered(text) for text in narrations])


def _seen(group: Sequence[int], narrations: Sequence[str], pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """What merged scenes show: the user's pictures, the card of the one with a number, or the picture of the longest.

    A number that only its card shows is lost without it. A picture that sets its own scene's words would leave out
    those of the others.
    """
    own = [number for number in group if pictures[number].origin == "given"]
    silent = [number for number in group if not pictures[number].spoken]
    able = own or silent or group
    stating = [number for number in able if pictures[number].origin == "drawn" and _numbered(narrations[number])]
    chosen = max(stating or able, key=lambda number: count_words(narrations[number]))
    return (pictures[chosen], *pictures[chosen].then)


def _numbered(narration: str) -> bool:
    """Whether a scene says a number in digits, which its card may show."""
    return bool(re.search(r"\d", narration))


def _shared(count: int, first: int, end: int) -> list[int]:
    """The first frames of the pictures that share these frames evenly; of a very short span, only some get any."""
    count = min(count, end - first)
    return [first + (end - first) * number // count for number in range(count)]


def _texts(
    text: str, firsts: Sequence[int], voice: Narration, narrations: Sequence[str], scene: int, fps: int
) -> list[str]:
    """The words that are spoken in each of the shots that begin at `firsts` and together say `text`."""
    if len(firsts) == 1:
        return [text]
    words = split_words(text)
    before = sum(len(split_words(narration)) for narration in narrations[:scene])
    at = [round(word.start * fps) for word in voice.words[before : before + len(words)]]
    ends = [sum(start < first for start in at) for first in firsts[1:]]
    return [join_words(words[a:b]) for a, b in pairwise([0, *ends, len(words)])]


def _joined(
    groups: Sequence[Sequence[int]], narrations: Sequence[str], pictures: Sequence[Picture]
) -> Sequence[Sequence[int]]:
    """The groups, with neighbours that show the same picture in one: a cut to itself would be a fault."""

    def images(group: Sequence[int]) -> list[Artifact]:
        return [picture.image for picture in _seen(group, narrations, pictures)]

    joined: list[tuple[int, ...]] = []
    for group in groups:
        if joined and images(joined[-1]) == images(group):
            joined[-1] = (*joined[-1], *group)
        else:
            joined.append(tuple(group))
    return joined


def _firsts(starts: Sequence[int], frames: int) -> list[int]:
    """The shots' first frames. A voice may give several words the same time, but every shot gets at least a frame."""
    firsts = [0]
    for number, start in enumerate(starts[1:], 1):
        latest = frames - (len(starts) - number)
        firsts.append(max(min(start, latest), firsts[-1] + 1))
    return firsts


def _starts(voice: Narration, narrations: Sequence[str]) -> list[float]:
    """When each scene begins, in seconds: with its first word, or estimated if the voice reports no word times."""
    if voice.timing == "proportional":
        lengths = seconds_without_times(narrations, voice.seconds)
        return [0.0, *accumulate(lengths[:-1])]
    counts = [len(split_words(text)) for text in narrations]
    firsts = [0, *accumulate(counts[:-1])]
    return [0.0, *(voice.words[number].start for number in firsts[1:])]
