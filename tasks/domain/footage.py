"""Decides which scenes move: a clip is livelier than a still, but a film of nothing but clips has no rhythm of its own.

So at most every second scene is a clip, of a work that neither it nor its neighbours show otherwise; more only if the
channel wants more than fit so, and never four in a row. A scene that no clip fits keeps what it had.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from tasks.domain.matching import match_pictures
from tasks.domain.story import Candidate, Credit, Scene
from tasks.domain.timeline import OutputSpec

IN_A_ROW = 3  # clips, at most
SHORTEST = 3.0  # seconds; a clip that ends before its scene does would leave a still in its place
# People who talk, and screens: seldom what a scene speaks of, whatever the title says.
TALK = re.compile(
    r"\b(?:lectures?|webinars?|interviews?|tutorials?|screencasts?|presentations?|conferences?|keynotes?|briefings?"
    r"|podcasts?|vlogs?|town hall|livestreams?|panel discussion)\b",
    re.IGNORECASE,
)


def share(
    stills: Sequence[Candidate],
    clips: Sequence[Candidate],
    scenes: Sequence[Scene],
    free: Sequence[int],
    moving: Collection[int],
    title: str,
    output: OutputSpec,
    language: str = "en",
    least: int = 0,
) -> Mapping[int, tuple[Candidate, ...]]:
    """The candidates of each `free` scene, best first: of some scenes clips, then stills. None is given to two scenes.

    `moving` are the scenes that show a clip of the user's; `least` is how many clips the channel wants.
    """
    fit = [clip for clip in clips if clip.seconds == 0 or clip.seconds >= SHORTEST]
    seen = one_of_each([clip for clip in fit if not TALK.search(clip.credit.title)])
    fitting = match_pictures(seen, scenes, free, title, output, language)
    chosen = alternating([scene for scene in free if fitting[scene]], moving, least)
    shown = match_pictures(seen, scenes, chosen, title, output, language)
    others = match_pictures(stills, scenes, [s for s in free if s not in chosen], title, output, language)
    taken = {still.url for given in others.values() for still in given}
    left = [still for still in stills if still.url not in taken]
    spares = match_pictures(left, scenes, chosen, title, output, language)
    return {
        scene: shown[scene] + spares[scene] if scene in chosen else _without(others[scene], scene, shown)
        for scene in free
    }


def alternating(able: Sequence[int], moving: Collection[int], least: int = 0) -> list[int]:
    """As many of the `able` scenes as can be clips if no two neighbours are; those that move already stay.

    If fewer than the `least` move then, neighbours do, too.
    """
    chosen: list[int] = []
    for scene in sorted(able):
        if not {scene - 1, scene, scene + 1} & {*moving, *chosen}:
            chosen.append(scene)
    for scene in sorted(set(able) - {*chosen}):
        if len(chosen) + len(moving) < least and _in_a_row(scene, {*moving, *chosen}) <= IN_A_ROW:
            chosen.append(scene)
    return sorted(chosen)


def _in_a_row(scene: int, moving: Collection[int]) -> int:
    """How many scenes in a row would move if this one did."""
    first = last = scene
    while first - 1 in moving:
        first -= 1
    while last + 1 in moving:
        last += 1
    return last - first + 1


def one_of_each(clips: Sequence[Candidate]) -> list[Candidate]:
    """The clips, of each work the first one: two services may have the same."""
    kept: list[Candidate] = []
    for clip in clips:
        if not any(same_work(clip.credit, other.credit) for other in kept):
            kept.append(clip)
    return kept


def same_work(one: Credit, other: Credit) -> bool:
    """Whether two credits are of one work, as far as they tell."""
    if one.page and one.page == other.page:
        return True
    names = [(credit.title.casefold().strip(), credit.author.casefold().strip()) for credit in (one, other)]
    return names[0] == names[1] and all(names[0])


def _without(
    stills: Sequence[Candidate], scene: int, shown: Mapping[int, Sequence[Candidate]]
) -> tuple[Candidate, ...]:
    """The stills but those of a work that a neighbour shows as a clip."""
    beside = [clip.credit for near in (scene - 1, scene + 1) for clip in shown.get(near, ())]
    return tuple(still for still in stills if not any(same_work(still.credit, credit) for credit in beside))
