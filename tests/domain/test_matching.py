"""A found picture stands only where it shows what the scene speaks of; better none than a wrong one."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tasks.domain.matching import match_pictures
from tasks.domain.story import Candidate, Credit, Scene
from tasks.domain.timeline import OutputSpec

PORTRAIT = OutputSpec()
SETS = Path(__file__).parent / "pictures"


def candidate(name: str, title: str = "", about: str = "", width: int = 1080, height: int = 1920) -> Candidate:
    credit = Credit(title=title or name, author="", licence="CC0")
    return Candidate(url=f"https://p/{name}", about=about, width=width, height=height, credit=credit, found_by="test")


def scenes_of(*narrations: str) -> list[Scene]:
    return [Scene(time="", narration=text, visual_description=text) for text in narrations]


def matched(found: list[Candidate], narrations: list[str], title: str) -> list[list[str]]:
    scenes = scenes_of(*narrations)
    chosen = match_pictures(found, scenes, range(len(scenes)), title, PORTRAIT)
    return [[picture.url.rpartition("/")[2] for picture in chosen[scene]] for scene in range(len(scenes))]


class Count(NamedTuple):
    """What became of a set: scenes in all, those that have a right picture, and those shown a right or a wrong one."""

    scenes: int
    possible: int
    right: int
    wrong: list[str]


def judged(name: str) -> Count:
    shorts: list[dict[str, Any]] = yaml.safe_load((SETS / f"{name}.yaml").read_text(encoding="utf-8"))
    total, possible, right, wrong = 0, 0, 0, []
    for short in shorts:
        scenes = [Scene(time="", narration=text, visual_description=shown) for text, shown, _ in short["scenes"]]
        found = [candidate(key, title, about) for key, (title, about) in short["found"].items()]
        language = short.get("language", "en")
        chosen = match_pictures(found, scenes, range(len(scenes)), short["title"], PORTRAIT, language)
        total += len(scenes)
        for number, (text, _, good) in enumerate(short["scenes"]):
            possible += bool(good)
            for spare, picture in enumerate(chosen[number]):
                key = picture.url.rpartition("/")[2]
                right += key in good and not spare
                wrong += [f"{key} for {text!r}"] if key not in good else []
    return Count(total, possible, right, wrong)


@pytest.mark.parametrize(("name", "least"), [("first", 44), ("second", 45)])
def test_no_scene_shows_a_wrong_picture_and_most_find_the_right_one(name: str, least: int) -> None:
    """Spares count as wrong, too: one of them is shown if the first cannot be downloaded."""
    count = judged(name)
    assert count.scenes >= least
    assert count.wrong == []
    assert count.right >= 0.8 * count.possible, f"{count.right} of {count.possible}"


def test_a_lighthouse_never_stands_for_an_octopus() -> None:
    found = [candidate("a", "Lighthouse on a rocky coast"), candidate("b", "Octopus arm with suckers")]
    scenes = ["Each of its eight limbs can taste what it touches.", "An octopus arm has two hundred suckers."]
    assert matched(found, scenes, "Octopus") == [[], ["b"]]
    assert matched(found[:1], scenes, "Octopus") == [[], []]


def test_a_picture_goes_to_the_scene_that_mentions_it() -> None:
    found = [candidate("a", "Bee on a flower"), candidate("b", "Hives of bees"), candidate("c", "Queen bee")]
    scenes = ["The queen lays all the eggs.", "They live in hives.", "Flowers feed them."]
    assert matched(found, scenes, "Bees") == [["c"], ["b"], ["a"]]


def test_a_picture_is_used_once_and_every_scene_gets_one_before_any_gets_a_spare() -> None:
    found = [candidate(str(n), "moon") for n in range(7)] + [candidate("3", "moon"), candidate("0", "moon")]
    chosen = matched(found, ["The moon.", "A moon.", "Moons.", "Sun."], "The moon")
    assert sorted(name for scene in chosen for name in scene) == [str(n) for n in range(7)]
    assert list(map(len, chosen)) == [3, 2, 2, 0]
    assert matched(found[:2], ["Sun.", "The moon.", "Moons."], "The moon") == [[], ["0"], ["1"]]


def test_a_scene_keeps_three_spares_at_most() -> None:
    assert list(map(len, matched([candidate(str(n), "moon") for n in range(9)], ["The moon."], "Moon"))) == [4]


def test_large_tall_pictures_rank_first_and_tiny_ones_are_excluded() -> None:
    found = [
        candidate("tiny", "moon", width=300, height=400),
        candidate("wide", "moon", width=1920, height=1080),
        candidate("small", "moon", width=500, height=900),
        candidate("fits", "moon"),
    ]
    assert matched(found, ["The moon."], "Moon") == [["fits", "small", "wide"]]
    assert matched([], ["The moon."], "Moon") == [[]]


def test_only_free_scenes_are_matched_but_all_say_which_words_are_rare() -> None:
    found = [candidate("a", "Moon"), candidate("b", "Crater of the moon")]
    chosen = match_pictures(found, scenes_of("The moon.", "The moon and a crater."), [1], "Moon", PORTRAIT)
    titles = {scene: [one.credit.title for one in some] for scene, some in chosen.items()}
    assert titles == {1: ["Crater of the moon", "Moon"]}
