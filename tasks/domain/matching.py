"""Decides which found pictures a scene may show: those that share its own subject, not only the short's.

A search for an octopus also finds a lighthouse of that name. So a picture is compared with what the scene is to show,
by words that are weighed: rare ones of the scene's description most, words of the title least, and most of all the
word that names what the picture shows. Below the bound no picture is better than a wrong one: the scene is drawn.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.domain.story import Candidate, Scene
from tasks.domain.text.subjects import head_words, is_vague, subject_word, subject_words
from tasks.domain.timeline import OutputSpec

MIN_SIDE = 480  # pixels; for pictures whose size the search states
PLACE_COST = 0.02  # of each place further down in the search's own order; a shared word is worth up to 1
SMOOTH = 23.0  # frames a second; a clip with fewer stutters beside the others
JERKY_COST = 0.3
MAX_SPARES = 3  # further candidates of a scene, in case its first cannot be downloaded

# How much a word counts: for the scene ...
DESCRIBED, SPOKEN, IN_TITLE = 1.0, 0.5, 0.35
# ... and for the picture: what it shows, the rest of its title, and what its source says besides.
HEAD, TITLE, ABOUT = 1.0, 0.7, 0.45
# The sums that are enough: for a picture that also shares the short's subject, and for one of a thing that the short
# never speaks of; for one without the subject, and where the scene asks for a subject or a name that it lacks.
WITH_SUBJECT, STRANGE, ALONE, INSTEAD = 0.4, 1.0, 1.2, 2.0


@dataclass(frozen=True)
class _Short:
    """`subject` holds the title's words; `names` those of narrations that are written with a capital in a sentence."""

    subject: frozenset[str]
    names: frozenset[str]
    counts: Counter[str]  # in how many scenes a word is

    @property
    def main(self) -> frozenset[str]:
        """Of the title's words, no names, those that most scenes have."""
        most = max((self.counts[word] for word in self.subject), default=0)
        return frozenset(word for word in self.subject - self.names if self.counts[word] == most >= 2)

    @property
    def words(self) -> frozenset[str]:
        """All words of the short."""
        return frozenset(self.counts) | self.subject


@dataclass(frozen=True)
class _Shown:
    """A picture's words with their weights; those that name what it shows, and of what kind that is."""

    weights: Mapping[str, float]
    heads: frozenset[str]
    kind: frozenset[str]


@dataclass(frozen=True)
class _Wanted:
    """The words of one scene."""

    described: frozenset[str]
    spoken: frozenset[str]


def match_pictures(
    found: Sequence[Candidate],
    scenes: Sequence[Scene],
    free: Sequence[int],
    title: str,
    output: OutputSpec,
    language: str = "en",
) -> dict[int, tuple[Candidate, ...]]:
    """The candidates of each `free` scene (its number), best first; no candidate is given to two scenes.

    Ranked by the words that picture and scene share, then by size, shape and the search's own order.
    """
    wanted = [_wanted(scene, language) for scene in scenes]
    short = _Short(
        subject=_subject(title, language),
        names=_names(scenes, language),
        counts=Counter(word for words in wanted for word in words.described | words.spoken),
    )
    usable = {candidate.url: candidate for candidate in reversed(found) if _large_enough(candidate)}
    in_order = [candidate for candidate in dict.fromkeys(found) if usable.get(candidate.url) is candidate]
    scores: list[tuple[float, int, int]] = []
    for place, candidate in enumerate(in_order):
        shown, fitness = _shown(candidate, language), _fitness(candidate, output) - PLACE_COST * place
        fits = {scene: _relevance(shown, wanted[scene], short) for scene in free}
        scores += [(fit + 0.3 * fitness, -scene, -place) for scene, fit in fits.items() if fit]
    scores.sort(reverse=True)
    given: dict[int, list[Candidate]] = {scene: [] for scene in free}
    taken: set[int] = set()
    for count in range(1 + MAX_SPARES):  # every scene gets its first before any gets a spare
        for _, minus_scene, minus_place in scores:
            if len(given[-minus_scene]) == count and minus_place not in taken:
                given[-minus_scene].append(in_order[-minus_place])
                taken.add(minus_place)
    return {scene: tuple(candidates) for scene, candidates in given.items()}


def _relevance(picture: _Shown, wanted: _Wanted, short: _Short) -> float:
    """How well a picture's words fit a scene; 0 if it may not be shown there."""
    asked = wanted.described | wanted.spoken
    own = {word: weight for word, weight in picture.weights.items() if word in asked - short.subject}
    subject = {word: weight for word, weight in picture.weights.items() if word in short.subject}
    total = sum(
        weight * (DESCRIBED if word in wanted.described else SPOKEN) / short.counts[word] ** 0.5
        for word, weight in own.items()
    )
    rank = float(total + IN_TITLE * sum(weight for word, weight in subject.items() if word in asked))
    plain = picture.kind <= asked | short.words  # a spelling bee is no bee
    strange = picture.heads and not picture.heads & short.words
    if subject and total >= (STRANGE if strange else WITH_SUBJECT):
        return rank
    heads = picture.heads & asked
    if heads & short.subject and plain:
        # The subject itself. A place is not enough: much else is in London.
        named = sum(weight >= TITLE for word, weight in subject.items() if word in asked)
        if named >= 2 or len(short.subject) == 1 or heads & short.main:
            return rank
    # A quarry somewhere is not the one in Egypt.
    anchors = wanted.described & (short.subject | short.names)
    missed = anchors and len(anchors & picture.weights.keys()) <= len(anchors) // 2
    if len(own) >= 2 and total >= (INSTEAD if missed else ALONE) and picture.heads & own.keys():
        return rank
    titled = [word for word, weight in picture.weights.items() if weight >= TITLE]
    if heads & own.keys() & short.names & wanted.described and plain:
        return rank if 2 * sum(word in own for word in titled) > len(titled) else 0.0
    return 0.0


def _shown(candidate: Candidate, language: str) -> _Shown:
    """The picture's words, by what they say of it. A search in any language finds titles in English, too."""
    title = candidate.credit.title
    weights: dict[str, float] = {}
    heads, kind = head_words(title, language)
    for spoken in dict.fromkeys((language, "en")):
        for words, weight in (
            (heads, HEAD),
            (subject_words(title, spoken), TITLE),
            (subject_words(candidate.about, spoken), ABOUT),
        ):
            for word in words:
                if not is_vague(word):
                    weights[word] = max(weight, weights.get(word, 0.0))
    return _Shown(weights, heads, kind)


def _wanted(scene: Scene, language: str) -> _Wanted:
    described = frozenset(w for w in subject_words(scene.visual_description, language) if not is_vague(w))
    spoken = frozenset(w for w in subject_words(scene.narration, language) if not is_vague(w))
    return _Wanted(described, spoken)


def _subject(title: str, language: str) -> frozenset[str]:
    words = subject_words(title, language)
    return frozenset(word for word in words if not is_vague(word)) or frozenset(words)


def _names(scenes: Sequence[Scene], language: str) -> frozenset[str]:
    """Words that have a capital inside a sentence, and are never without. German writes every noun so."""
    if language.partition("-")[0] == "de":
        return frozenset()
    texts = [text for scene in scenes for text in (scene.narration, scene.visual_description)]
    inside = {word for text in texts for word in re.findall(r"(?<=[^\W_.!?:\"”] )[^\W\d_]{2}[\w'’-]*", text)}
    named = {subject_word(word, language) for word in inside if word[0].isupper()}
    return frozenset(named - {subject_word(word, language) for word in inside if word[0].islower()})


def _large_enough(candidate: Candidate) -> bool:
    return not candidate.width or min(candidate.width, candidate.height) >= MIN_SIDE


def _fitness(candidate: Candidate, output: OutputSpec) -> float:
    """How well a picture's size and shape fit the frame, 0 to 1; 0.3 if its size is unknown; less if it stutters."""
    jerky = JERKY_COST if 0 < candidate.fps < SMOOTH else 0.0
    if not candidate.width or not candidate.height:
        return 0.3 - jerky
    size = min(1.0, candidate.width / output.width, candidate.height / output.height)
    shape, frame = candidate.width / candidate.height, output.width / output.height
    return 0.5 * size + 0.5 * min(shape / frame, frame / shape) - jerky
