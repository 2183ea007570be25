"""What a look at the candidates leaves of them, and what is looked at."""

from collections.abc import Sequence

from tasks.domain.story import Candidate, Credit, Scene
from tasks.domain.views import Row, View, numbered, rows_of, seen, told


def candidate(name: str, thumb: str = "t") -> Candidate:
    credit = Credit(title=name, author="", licence="CC0")
    kind = "clip" if name.endswith(".mp4") else "still"
    return Candidate(url=name, kind=kind, thumb=thumb, credit=credit, found_by="test")


def candidates(*names: str) -> tuple[Candidate, ...]:
    return tuple(map(candidate, names))


def names(found: Sequence[Candidate]) -> list[str]:
    return [one.url for one in found]


SCENES = [Scene(time="", narration=f"Said {n}.", visual_description=f"shown {n}") for n in range(4)]


def test_few_candidates_are_looked_at_and_one_of_the_other_kind_is_among_them() -> None:
    matched = {
        2: candidates("a.mp4", "b.mp4", "c.mp4", "d.jpg"),
        0: candidates("e.jpg", "f.jpg", "g.jpg", "h.jpg"),
        1: (candidate("i.jpg", thumb=""),),
        3: (),
    }
    rows = rows_of(matched, SCENES)
    assert [(row.scene, names(row.candidates)) for row in rows] == [
        (0, ["e.jpg", "f.jpg", "g.jpg"]),
        (2, ["a.mp4", "b.mp4", "d.jpg"]),
    ]
    assert (rows[1].said, rows[1].wanted) == ("Said 2.", "shown 2")
    assert [[number for number, _ in row] for row in numbered(rows)] == [[1, 2, 3], [4, 5, 6]]


def test_the_best_comes_first_and_what_is_wrong_is_gone() -> None:
    matched = {0: candidates("a", "b", "c", "d"), 1: candidates("e", "f"), 2: candidates("g")}
    left = seen(matched, [View(scene=0, best="c", wrong=("b",)), View(scene=1)])
    assert {scene: names(found) for scene, found in left.items()} == {0: ["c", "a", "d"], 1: [], 2: ["g"]}
    assert seen(matched, ()) == matched


def test_the_note_says_what_the_look_changed() -> None:
    rows = [
        Row(scene=0, said="", wanted="", candidates=candidates("a", "b")),
        Row(scene=1, said="", wanted="", candidates=candidates("c")),
        Row(scene=2, said="", wanted="", candidates=candidates("d")),
    ]
    views = [
        View(scene=0, best="b", wrong=("a",), why="a shows a lens"),
        View(scene=1, wrong=("c",)),
        View(scene=2, best="d"),
    ]
    assert told("gpt", rows, views) == (
        "gpt looked at 4 found pictures and refused 2. Another one shows scene 1 better (a shows a lens). "
        "Nothing found shows scene 2."
    )
