"""The user's photographs stand where their words are spoken; what belongs nowhere is left out and said."""

from collections.abc import Sequence

import pytest

from tasks.domain.photographs import Placement, place, placement_note
from tasks.domain.story import GivenPicture, Scene
from tasks.domain.values import Artifact

FILE = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")
CAT = (
    "My cat wakes me at twenty to six every morning.",
    "She does not want breakfast, she wants company.",
    "So I make coffee and sit by the window.",
    "In the garden the blackbirds are already singing.",
    "When the sun is up she falls asleep on the sofa.",
)


def scenes(narrations: Sequence[str] = CAT, shown: Sequence[str] = ()) -> list[Scene]:
    descriptions = shown or [""] * len(narrations)
    return [
        Scene(time="", narration=text, visual_description=what)
        for text, what in zip(narrations, descriptions, strict=True)
    ]


def photograph(name: str, caption: str = "", *keywords: str) -> GivenPicture:
    return GivenPicture(name=name, file=FILE, caption=caption, keywords=keywords)


def placed(
    *pictures: GivenPicture | str,
    narrations: Sequence[str] = CAT,
    shown: Sequence[str] = (),
    language: str = "en",
    fixed: bool = False,
    every: bool = False,
) -> list[list[str]]:
    """The names in each scene, and, last, those that are left out."""
    given = [photograph(one) if isinstance(one, str) else one for one in pictures]
    found = place(given, scenes(narrations, shown), language, fixed=fixed, every=every)
    names = [[given[number].name for number in scene] for scene in found.scenes]
    left = [given[number].name for number in (*found.unmatched, *found.crowded)]
    assert sorted(sum(names, left)) == sorted(one.name for one in given), "each is shown once, or left out"
    return [*names, left]


@pytest.mark.parametrize(
    ("name", "scene"),
    [
        ("cat.jpg", 0),
        ("Coffee.HEIC", 2),
        ("2_blackbird_in_the_garden.png", 3),
        ("SleepingOnTheSofa.jpg", 4),
        ("cat-asleep-on-sofa (1).jpeg", 4),
        ("sofas.jpg", 4),
    ],
)
def test_a_photograph_is_placed_by_the_words_of_its_name(name: str, scene: int) -> None:
    assert placed(name)[scene] == [name]


@pytest.mark.parametrize(
    "name",
    ["grass.jpg", "IMG_1234.jpg", "DSC00512.JPG", "PXL_20260501_054012345.jpg", "20260501_054000.jpg", "P1010546.JPG",
     "WhatsApp Image 2026-05-01 at 05.40.12.jpeg", "Screenshot 2026-05-01 at 05.40.png", "_DSC8812.jpg",
     "2026-05-01 coffee break of the whole team in Bristol office.jpg", "a1b2c3d4e5f60718.jpg", "image0001.jpg",
     "new day.jpg", "liverpool_street_window.jpg", "scan.jpg"],
)  # fmt: skip
def test_a_photograph_that_belongs_nowhere_is_left_out(name: str) -> None:
    """Names that a camera gave have no words; one word of three, or a vague one, is no reason."""
    assert placed(name) == [[], [], [], [], [], [name]]


def test_captions_and_keywords_place_a_photograph_that_its_name_does_not() -> None:
    assert placed(photograph("IMG_1.jpg", "Our cat in the garden among blackbirds"))[3] == ["IMG_1.jpg"]
    assert placed(photograph("IMG_2.jpg", "", "Coffee", "Bristol", "2026"))[2] == ["IMG_2.jpg"]
    assert placed(photograph("IMG_3.jpg", "Street with a garden gate in the old harbour quarter of Bristol"))[-1]
    assert placed(photograph("IMG_4.jpg", "", "garden gate"))[-1], "a keyword of two words is one subject"


@pytest.mark.integration
def test_names_and_endings_are_compared_in_the_channels_language() -> None:
    german = ("Die alten Brücken führen über den Fluss.", "In den Gassen riecht es nach Brot.")
    assert placed("bruecke.jpg", "gasse.jpg", narrations=german, language="de") == [["bruecke.jpg"], ["gasse.jpg"], []]
    decomposed = "Bru\u0308cke.jpg"  # as macOS writes it
    assert placed(decomposed, narrations=german, language="de")[0] == [decomposed]
    russian = ("Старые мосты ведут через реку.", "На улицах пахнет хлебом.")
    assert placed("мост.jpg", "хлеб.jpg", narrations=russian, language="ru") == [["мост.jpg"], ["хлеб.jpg"], []]
    japanese = ("東京タワーは高い。", "猫は静かに眠る。")
    assert placed("猫.jpg", "東京.jpg", narrations=japanese, language="ja") == [["東京.jpg"], ["猫.jpg"], []]


def test_years_in_names_place_a_photograph() -> None:
    history = ("In 1956 she was born in Elmira.", "In 1995 she flew.")
    assert placed("1995.jpg", "family 1956.jpg", narrations=history) == [["family 1956.jpg"], ["1995.jpg"], []]


def test_of_several_that_fit_the_first_comes_first_and_the_scene_that_says_most_wins() -> None:
    assert placed("cat 1.jpg", "cat 2.jpg", narrations=(CAT[0], "The cat sleeps.", "Coffee.")) == [
        ["cat 1.jpg"], ["cat 2.jpg"], [], []
    ]  # fmt: skip
    assert placed("garden with blackbirds.jpg", "garden.jpg")[3] == ["garden with blackbirds.jpg", "garden.jpg"]


def test_a_scene_has_no_more_than_it_has_time_for() -> None:
    given = [photograph(f"sofa {n}.jpg") for n in range(4)]
    found = place(given, scenes(), "en")
    assert (len(found.scenes[4]), len(found.crowded), found.unmatched) == (2, 2, ())
    assert place(given, scenes(["The sofa."]), "en").scenes == ((0,),)
    assert "no time for them beside the others: sofa 2.jpg, sofa 3.jpg." in placement_note(given, found)


def test_a_description_that_names_the_file_decides() -> None:
    shown = ["", "garden.jpg, slow zoom", "", "IMG_7", ""]
    assert placed("garden.jpg", "IMG_7.jpg", shown=shown) == [[], ["garden.jpg"], [], ["IMG_7.jpg"], [], []]


@pytest.mark.parametrize(
    ("names", "fixed", "expected"),
    [
        (("1.jpg", "2.jpg", "10.jpg"), True, [["1.jpg"], ["2.jpg"], [], [], [], ["10.jpg"]]),
        (("scene 4.jpg", "scene 1.jpg"), False, [["scene 1.jpg"], [], [], ["scene 4.jpg"], [], []]),
        (("Szene_02.png", "szene-01.png"), False, [["szene-01.png"], ["Szene_02.png"], [], [], [], []]),
        (("0.jpg", "1.jpg"), True, [["0.jpg"], ["1.jpg"], [], [], [], []]),
        (("1.jpg", "2.jpg"), False, [[], ["1.jpg"], [], ["2.jpg"], [], []]),
        (("01_a.jpg", "02_b.jpg", "03_grass.jpg", "04_x.jpg", "05_y.jpg"), False,
         [["01_a.jpg"], ["02_b.jpg"], ["03_grass.jpg"], ["04_x.jpg"], ["05_y.jpg"], []]),
        (("IMG_0001.jpg", "IMG_0002.jpg", "IMG_0003.jpg", "IMG_0004.jpg", "IMG_0005.jpg"), True,
         [[], [], [], [], [], ["IMG_0001.jpg", "IMG_0002.jpg", "IMG_0003.jpg", "IMG_0004.jpg", "IMG_0005.jpg"]]),
        (("1-grass.jpg", "3_b.jpg", "04 c.jpg", "05 bridge.jpg"), False,
         [["1-grass.jpg"], [], ["3_b.jpg"], ["04 c.jpg"], ["05 bridge.jpg"], []]),
        (("02 b.jpg", "03 c.jpg", "04 d.jpg", "05 e.jpg"), True,
         [[], ["02 b.jpg"], ["03 c.jpg"], ["04 d.jpg"], ["05 e.jpg"], []]),
        (("1 b.jpg", "2 c.jpg", "3 d.jpg"), True, [[], [], [], [], [], ["1 b.jpg", "2 c.jpg", "3 d.jpg"]]),
        (("b 1.jpg", "b 2.jpg", "b 3.jpg", "b 4.jpg"), True,
         [[], [], [], [], [], ["b 1.jpg", "b 2.jpg", "b 3.jpg", "b 4.jpg"]]),
        (("2 b.jpg", "3 c.jpg", "4 d.jpg", "6 e.jpg"), True,
         [[], [], [], [], [], ["2 b.jpg", "3 c.jpg", "4 d.jpg", "6 e.jpg"]]),
        (("7.jpg", "8.jpg"), True, [[], [], [], [], [], ["7.jpg", "8.jpg"]]),
    ],
)  # fmt: skip
def test_names_that_a_person_numbered_keep_their_order(
    names: tuple[str, ...], fixed: bool, expected: list[list[str]]
) -> None:
    assert placed(*names, fixed=fixed) == expected


@pytest.mark.parametrize("count", range(1, 11))
def test_all_are_shown_in_order_each_once_if_asked(count: int) -> None:
    names = [f"IMG_{n:04}.jpg" for n in range(count)]
    *shown, left = placed(*names, every=True)
    assert sum(shown, left) == names
    assert not left, "five scenes of ten words have time for ten"
    assert sum(map(bool, shown)) == min(count, 5)
    if count == 1:
        assert shown[2] == names, "in the middle"


def test_all_that_there_is_time_for() -> None:
    names = [f"{n}.jpg" for n in range(9)]
    *shown, left = placed(*names, narrations=("The sea rose by night.", "No one saw."), every=True)
    assert list(map(len, shown)) == [1, 1]
    assert left == names[2:]


def test_the_note_names_a_few_of_many_and_says_what_to_do() -> None:
    given = [photograph(f"IMG_{n}000.jpg") for n in range(1, 10)]
    note = placement_note(given, place(given, scenes(), "en"))
    assert "IMG_1000.jpg, IMG_2000.jpg, IMG_3000.jpg, IMG_4000.jpg, IMG_5000.jpg, IMG_6000.jpg and 3 more" in note
    assert "Name them after what they show" in note
    assert "--all-images" in note
    assert placement_note(given, Placement(scenes=())) == ""


def test_all_are_shown_where_they_belong_if_their_order_allows() -> None:
    assert placed("grass.jpg", "coffee.jpg", "sofa.jpg", every=True) == [
        ["grass.jpg"], [], ["coffee.jpg"], [], ["sofa.jpg"], []
    ]  # fmt: skip
    assert placed("blackbirds.jpg", "sofa.jpg", every=True)[3:] == [["blackbirds.jpg"], ["sofa.jpg"], []]
    assert placed("sofa.jpg", "cat.jpg", "grass.jpg", every=True)[-2] != ["sofa.jpg"], "the order stays"


def test_all_of_more_than_scenes_are_shown_in_order_and_together_only_where_both_belong() -> None:
    names = ["cat.jpg", "grass.jpg", "breakfast.jpg", "coffee.jpg", "window.jpg", "garden.jpg", "sofa.jpg"]
    given = [photograph(name) for name in names]
    found = place(given, scenes(), "en", every=True)
    assert sum(found.scenes, ()) == tuple(range(7))
    assert all(found.scenes)
    assert found.scenes[2] == (3, 4)
    assert found.apart == {scene for scene, own in enumerate(found.scenes) if 1 in own}
