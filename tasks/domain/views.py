"""What eyes made of the candidates: of each scene's few, which fits, which are wrong, and why.

A scene that nothing fits loses all of its candidates: a made picture or a card says more than a wrong photograph.
"""

from collections.abc import Mapping, Sequence

from tasks.domain.story import Candidate, Scene
from tasks.domain.values import Frozen

MOST = 3  # candidates of a scene that are looked at


class Row(Frozen):
    """What one scene says and wants to show, and the candidates for it, best by their words first."""

    scene: int
    said: str
    wanted: str
    candidates: tuple[Candidate, ...]


class View(Frozen):
    """The address of the candidate that fits a scene best, empty if none does; and of those that are wrong there."""

    scene: int
    best: str = ""
    wrong: tuple[str, ...] = ()
    why: str = ""


def rows_of(matched: Mapping[int, Sequence[Candidate]], scenes: Sequence[Scene]) -> tuple[Row, ...]:
    """The scenes that have candidates with a small still, each with the few to look at."""
    return tuple(
        Row(
            scene=number,
            said=scenes[number].narration,
            wanted=scenes[number].visual_description,
            candidates=few,
        )
        for number in sorted(matched)
        if (few := _few(matched[number]))
    )


def _few(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first ones, and among them one of the other kind if there is any: no clip may fit where a still does."""
    visible = [candidate for candidate in candidates if candidate.thumb]
    first = visible[: MOST - 1]
    others = [one for one in visible if first and one.kind != first[0].kind and one not in first]
    rest = [one for one in visible if one not in first]
    return (*first, *(others or rest)[:1])


def numbered(rows: Sequence[Row]) -> tuple[tuple[tuple[int, Candidate], ...], ...]:
    """The candidates of each row with their numbers, which go on from row to row."""
    result, number = [], 1
    for row in rows:
        result.append(tuple(enumerate(row.candidates, number)))
        number += len(row.candidates)
    return tuple(result)


def seen(matched: Mapping[int, tuple[Candidate, ...]], views: Sequence[View]) -> Mapping[int, tuple[Candidate, ...]]:
    """The candidates of each scene after a look: the best first, none that is wrong, and none at all if none fits."""
    by_scene = {view.scene: view for view in views}
    return {scene: _left(candidates, by_scene.get(scene)) for scene, candidates in matched.items()}


def _left(candidates: tuple[Candidate, ...], view: View | None) -> tuple[Candidate, ...]:
    if view is None:
        return candidates
    if not view.best:
        return ()
    kept = [one for one in candidates if one.url not in view.wrong]
    return tuple(sorted(kept, key=lambda one: one.url != view.best))


def told(by: str, rows: Sequence[Row], views: Sequence[View]) -> str:
    """What the look changed, for the record."""
    looked = {row.scene: row for row in rows}
    wrong = sum(len(view.wrong) for view in views)
    changes = [f"{by} looked at {sum(len(row.candidates) for row in rows)} found pictures and refused {wrong}."]
    for view in views:
        why = f" ({view.why})" if view.why else ""
        if not view.best:
            changes.append(f"Nothing found shows scene {view.scene + 1}{why}.")
        elif view.best != looked[view.scene].candidates[0].url:
            changes.append(f"Another one shows scene {view.scene + 1} better{why}.")
    return " ".join(changes)
