"""Which scenes move, and what is one work."""

from tasks.domain.footage import alternating, one_of_each, same_work, share
from tasks.domain.story import Candidate, Credit, Scene
from tasks.domain.timeline import OutputSpec


def found(name: str, title: str, page: str = "", author: str = "Ann") -> Candidate:
    credit = Credit(title=title, author=author, licence="CC0", page=page)
    kind = "clip" if name.endswith(".mp4") else "still"
    return Candidate(url=name, kind=kind, width=1080, height=1920, credit=credit, found_by="test")


def scenes_of(*narrations: str) -> list[Scene]:
    return [Scene(time="", narration=text, visual_description=text) for text in narrations]


NARRATIONS = ("An octopus has three hearts.", "Its arms taste the water.", "The octopus hides in a shell.", "It dies.")


def shared(stills: list[Candidate], clips: list[Candidate], moving: tuple[int, ...] = ()) -> list[list[str]]:
    free = [scene for scene in range(4) if scene not in moving]
    given = share(stills, clips, scenes_of(*NARRATIONS), free, moving, "The octopus", OutputSpec())
    return [[one.url for one in given.get(scene, ())] for scene in range(4)]


def test_no_two_neighbours_are_clips() -> None:
    assert alternating([0, 1, 2, 3, 5, 6], ()) == [0, 2, 5]
    assert alternating([0, 1, 2, 3], {1}) == [3]
    assert alternating([0, 1, 2], {1}) == []
    assert alternating([], {1}) == []


def test_a_channel_that_wants_more_clips_gets_neighbours_but_never_four_in_a_row() -> None:
    able = [0, 1, 2, 3, 4, 5]
    assert alternating(able, (), 3) == [0, 2, 4]
    assert alternating(able, (), 4) == [0, 1, 2, 4]
    assert alternating(able, (), 6) == [0, 1, 2, 4, 5]
    assert alternating(able, {2}, 2) == [0, 4]
    assert alternating([0, 1], {2, 3}, 9) == [0], "with the user's two it would be four"


def test_a_scene_that_no_clip_fits_keeps_its_still() -> None:
    stills = [found("shell.jpg", "Octopus in a shell"), found("arms.jpg", "Octopus arms")]
    clips = [found("bread.mp4", "Bread in an oven"), found("shell.mp4", "Octopus hiding in a shell", author="Bo")]
    assert shared(stills, []) == [[], ["arms.jpg"], ["shell.jpg"], []]
    assert shared(stills, clips) == [["shell.jpg"], ["arms.jpg"], ["shell.mp4"], []], "another scene takes the still"
    assert shared(stills[:1], clips[:1])[2] == ["shell.jpg"]
    assert shared(stills, clips, moving=(2,))[2] == []


def test_a_still_is_not_shown_beside_the_clip_of_the_same_work() -> None:
    clips = [found("shell.mp4", "Octopus hiding in a shell", page="https://e/1")]
    stills = [
        found("arms.jpg", "Octopus arms", page="https://e/1"),
        found("own.jpg", "Octopus arms", page="https://e/2"),
    ]
    assert shared(stills, clips)[1:3] == [["own.jpg"], ["shell.mp4"]]


def test_a_clip_that_is_over_at_once_is_not_shown() -> None:
    clip = found("shell.mp4", "Octopus hiding in a shell")
    assert shared([], [clip.model_copy(update={"seconds": 2.0})])[2] == []
    assert shared([], [clip.model_copy(update={"seconds": 3.0})])[2] == ["shell.mp4"]


def test_of_two_clips_that_fit_the_one_that_does_not_stutter_is_shown() -> None:
    slow = found("slow.mp4", "Octopus hiding in a shell", author="Al").model_copy(update={"fps": 12.0})
    smooth = found("smooth.mp4", "Octopus hiding in a shell", author="Bo").model_copy(update={"fps": 25.0})
    assert shared([], [slow, smooth])[0::2] == [["slow.mp4"], ["smooth.mp4"]], "it fits the third scene better"


def test_talks_are_no_footage() -> None:
    assert shared([], [found("a.mp4", "Lecture: the octopus hides in a shell")]) == [[], [], [], []]


def test_the_same_film_from_two_services_is_one_work() -> None:
    film = found("a.mp4", "Reef", page="https://e/1")
    again = found("b.mp4", "Other", page="https://e/1")
    copied = found("c.mp4", "reef ")
    assert one_of_each([film, again, copied, found("d.mp4", "Reef", author="Bo")])[1].url == "d.mp4"
    nameless = Credit(title="", author="", licence="CC0")
    assert not same_work(nameless, nameless)
