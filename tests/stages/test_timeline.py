"""A scene starts on the frame of its first word, at any frame rate."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest

from tasks.domain.channel import CaptionStyle, Tone
from tasks.domain.clip import Clip
from tasks.domain.edition import seen_in
from tasks.domain.speech import Narration, SpokenWord
from tasks.domain.story import Credit, Picture, Scene, Script, Story
from tasks.domain.timeline import Look, OutputSpec, Timeline
from tasks.domain.transition_kinds import TRANSITION_KINDS
from tasks.domain.values import Artifact, replaced
from tasks.timeline import lay

NARRATIONS = ("The sea rose.", "Nobody saw it come, for it was night.", "By morning", "the town was an island.")
# Uneven, like speech: a pause of a second before the second scene, hardly any before the third and the fourth.
STARTS = (0.15, 0.31, 0.62, 2.017, 2.3, 2.5, 2.61, 2.9, 3.1, 3.2, 3.4, 4.009, 4.2, 5.349, 5.5, 5.7, 5.9, 6.0)
LENGTH = 7.52  # seconds


def artifact(number: int) -> Artifact:
    return Artifact(sha256=f"{number:064x}", bytes=1, suffix=".jpg")


def lay_out(
    fps: int = 30,
    *,
    narrations: Sequence[str] = NARRATIONS,
    starts: Sequence[float] = STARTS,
    seconds: float = LENGTH,
    timing: str = "exact",
    fixed: bool = True,
    images: Sequence[int] = range(100),
    pictures: Sequence[Picture] = (),
) -> Timeline:
    """The timeline of a film with these narrations. `starts` are the times of their words in seconds."""
    spoken = " ".join(narrations).split()
    assert len(spoken) == len(starts)
    scenes = [Scene(time="", narration=text, visual_description="sea") for text in narrations]
    script = Script(
        title="Sea", hook=narrations[0], script=" ".join(spoken), scenes=scenes, hashtags=(), description=""
    )
    voice = Narration.model_validate(
        {
            "audio": artifact(99),
            "seconds": seconds,
            "timing": timing,
            "words": [
                SpokenWord(text=text, start=start, end=max(start, end))
                for text, start, end in zip(spoken, starts, [*starts[1:], seconds - 0.8], strict=True)
            ],
        }
    )
    credit = Credit(title="Sea", author="A", licence="CC0")
    drawn = [Picture(image=artifact(n), origin="drawn", credit=credit) for n in images[: len(narrations)]]
    pictures = pictures or drawn
    look = Look(
        captions=CaptionStyle.bold,
        words_per_caption=3,
        accent="#ffd400",
        tone=Tone.calm,
        music=None,
        output=OutputSpec(fps=fps),
    )
    return lay(Story(script=script, writer="me", fixed=fixed), voice, pictures, look, seed=0)


@pytest.mark.parametrize(
    ("fps", "firsts", "frames"),
    [(24, [0, 48, 96, 128], 180), (30, [0, 61, 120, 160], 226), (60, [0, 121, 241, 321], 451)],
)
def test_a_scene_starts_on_the_frame_of_its_first_word(fps: int, firsts: list[int], frames: int) -> None:
    """Scenes start at words 4, 12 and 14: 2.017, 4.009 and 5.349 seconds. The first starts with the film."""
    plan = lay_out(fps)
    assert [shot.first for shot in plan.shots] == firsts
    assert plan.frames == frames
    assert [shot.narration for shot in plan.shots] == list(NARRATIONS)
    assert [shot.picture for shot in plan.shots] == [artifact(n) for n in range(4)]
    assert all(before.first + before.frames == after.first for before, after in pairwise(plan.shots))
    # The transition starts with the word, not before it: it takes frames of the new shot.
    for shot in plan.shots[1:]:
        seconds = TRANSITION_KINDS[shot.transition.kind].seconds
        assert shot.transition.frames == min(round(seconds * fps), shot.frames // 3)
    assert plan.shots[1].transition.frames > 0


def test_camera_speed_does_not_depend_on_the_frame_rate() -> None:
    slow, fast = ([shot.motion for shot in lay_out(fps).shots] for fps in (30, 60))
    for a, b in zip(slow, fast, strict=True):
        assert a.kind == b.kind
        assert (b.end.zoom, b.end.x, b.end.y) == pytest.approx((a.end.zoom, a.end.x, a.end.y), abs=0.005)


def test_scenes_that_share_a_shot_start_with_the_first_word_of_the_first() -> None:
    """At 144 words a minute, 7.5 seconds get two shots: a long first scene, and the others together."""
    starts = (0.15, 0.31, 0.62, *(3.517 + 0.2 * number for number in range(15)))
    plan = lay_out(starts=starts, fixed=False)
    assert [shot.narration for shot in plan.shots] == [NARRATIONS[0], " ".join(NARRATIONS[1:])]
    assert [shot.first for shot in plan.shots] == [0, 106]
    assert plan.shots[1].picture == artifact(1), "a shared shot shows the picture of its longest scene"


def test_a_shared_shot_shows_the_card_with_the_number() -> None:
    starts = (0.15, 0.31, 0.62, *(3.517 + 0.2 * number for number in range(15)))
    said = (*NARRATIONS[:2], "By 1953", NARRATIONS[3])
    plan = lay_out(narrations=said, starts=starts, fixed=False)
    assert [shot.picture for shot in plan.shots] == [artifact(0), artifact(2)]


def test_two_scenes_that_say_numbers_share_no_shot() -> None:
    """One card would be lost: "1956" would stand over how many people worked."""
    starts = (0.15, 0.31, 0.62, *(3.517 + 0.2 * number for number in range(15)))
    said = (NARRATIONS[0], "In 1956 it came, for it was night.", "50 people", "saw 200 islands there.")
    plan = lay_out(narrations=said, starts=starts[:17], fixed=False)
    assert [shot.narration for shot in plan.shots] == [" ".join(said[:2]), *said[2:]]
    assert [shot.picture for shot in plan.shots] == [artifact(1), artifact(2), artifact(3)]


def test_neighbours_with_the_same_picture_are_one_shot() -> None:
    plan = lay_out(images=(0, 1, 1, 3))
    assert [shot.picture for shot in plan.shots] == [artifact(0), artifact(1), artifact(3)]
    assert [shot.first for shot in plan.shots] == [0, 61, 160]
    assert plan.shots[1].narration == " ".join(NARRATIONS[1:3])


def test_without_word_times_scene_lengths_follow_the_word_counts() -> None:
    """Three seconds up to 11 words, four up to 20, six above, scaled to the length of the audio: here by 2."""
    narrations = ["word " * count for count in (3, 12, 21, 5)]
    starts = [0.1 * (n + 1) for n in range(41)]
    plan = lay_out(narrations=[text.strip() for text in narrations], starts=starts, seconds=32.0, timing="proportional")
    assert [shot.first for shot in plan.shots] == [30 * second for second in accumulate((0, 6, 8, 12))]


@pytest.mark.parametrize(
    "starts", [(0.15, 0.151, 0.152, 0.153), (0.15, 0.98, 0.99, 1.0), (0.15, 0.5, 0.4, 0.3)], ids=str
)
def test_scenes_whose_words_coincide_still_have_a_frame_each(starts: tuple[float, ...]) -> None:
    """Voices do return such times: several words at almost the same moment, or all at the very end."""
    plan = lay_out(narrations=["One.", "Two.", "Three.", "Go."], starts=starts, seconds=1.0)
    assert plan.frames == 30
    assert all(shot.frames >= 1 for shot in plan.shots)
    assert len(plan.shots) == 4


# ------------------------------------------------------------------ the user's photographs

SEVEN = tuple(f"Here is sentence number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven"))
CREDIT = Credit(title="Sea", author="A", licence="CC0")


def picture(number: int, *, given: bool, then: tuple[Picture, ...] = ()) -> Picture:
    return Picture(image=artifact(number), origin="given" if given else "drawn", credit=CREDIT, then=then)


def shown(pictures: Sequence[Picture], seconds: float = 14.0, *, fixed: bool = False) -> Timeline:
    """Seven scenes of five words, evenly spoken: by the pace, the film has room for three shots."""
    step = (seconds - 0.5) / 35
    return lay_out(
        narrations=SEVEN, starts=[step * n for n in range(35)], seconds=seconds, fixed=fixed, pictures=pictures
    )


@pytest.mark.parametrize("own", [(), (0,), (6,), (1, 2), (0, 3, 6), (1, 3, 5), (0, 1, 2, 3, 4, 5, 6)], ids=str)
def test_a_photograph_of_the_user_is_never_merged_away(own: tuple[int, ...]) -> None:
    plan = shown([picture(n, given=n in own) for n in range(7)])
    numbers = [int(shot.picture.sha256, 16) for shot in plan.shots]
    assert [number for number in numbers if number in own] == list(own)
    assert len(numbers) >= max(3, len(own))
    assert " ".join(shot.narration for shot in plan.shots) == " ".join(SEVEN)
    # Each of them is seen while its own sentence is spoken, and no longer.
    assert [shot.narration for number, shot in zip(numbers, plan.shots, strict=True) if number in own] == [
        SEVEN[number] for number in own
    ]
    starts = [round((14.0 - 0.5) / 7 * scene * 30) for scene in range(7)]
    for number, shot in zip(numbers, plan.shots, strict=True):
        if number in own:
            assert shot.first <= starts[number] + 1
            assert starts[number] < shot.first + shot.frames


def test_several_photographs_of_a_scene_share_its_time_and_its_words() -> None:
    two = picture(2, given=True, then=(picture(12, given=True), picture(13, given=True)))
    made = [two if n == 2 else picture(n, given=False) for n in range(7)]
    plan = shown(made, seconds=28.0, fixed=True)
    numbers = [int(shot.picture.sha256, 16) for shot in plan.shots]
    assert numbers == [0, 1, 2, 12, 13, 3, 4, 5, 6]
    lengths = [shot.frames for shot in plan.shots[2:5]]
    assert max(lengths) - min(lengths) <= 1
    assert min(lengths) / 30 >= 1.2
    assert " ".join(shot.narration for shot in plan.shots[2:5]) == SEVEN[2]
    assert all(shot.narration for shot in plan.shots[2:5])


def test_a_span_of_two_frames_shows_two_of_three_photographs() -> None:
    three = picture(0, given=True, then=(picture(1, given=True), picture(2, given=True)))
    plan = lay_out(narrations=["Go."], starts=[0.0], seconds=2 / 30, pictures=[three])
    assert [shot.frames for shot in plan.shots] == [1, 1]


def test_the_edition_holds_what_the_film_shows_in_order() -> None:
    """Credits are made from it: of merged scenes it has one picture, and of a scene with two photographs both."""
    two = picture(2, given=True, then=(picture(12, given=True),))
    made = [two if n == 2 else picture(n, given=False) for n in range(7)]
    plan = shown(made)
    seen = seen_in(plan, made)
    assert [one.image for one in seen] == [shot.picture for shot in plan.shots]
    assert {12, 2} <= {int(one.image.sha256, 16) for one in seen}
    assert len(seen) < len(made)


@pytest.mark.parametrize(("short_of", "moves"), [(29, True), (31, False)])
def test_a_clip_stands_if_its_last_frame_would_for_more_than_a_second_and_the_edition_says_so(
    short_of: int, moves: bool
) -> None:
    own = [picture(n, given=True) for n in range(4)]
    frames = lay_out(pictures=own).shots[1].frames
    clip = Clip(file=artifact(50), frames=frames - short_of, width=608, height=1080)
    own[1] = replaced(own[1], clip=clip, credit=replaced(CREDIT, title="waves.mp4"))
    plan = lay_out(pictures=own)
    assert (plan.shots[1].clip is not None) is moves
    seen = seen_in(plan, own)[1]
    assert (seen.clip is not None) is moves
    told = f"The clip waves.mp4 is shown at rest: {clip.frames / 30:.1f} s of it are too little for its scene of"
    assert seen.note[: len(told)] == ("" if moves else told)
