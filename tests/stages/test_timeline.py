"""A scene starts on the frame of its first word, at any frame rate."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest

from tasks.domain.channel import CaptionStyle, Tone
from tasks.domain.story import Credit, Narration, Picture, Scene, Script, SpokenWord, Story
from tasks.domain.timeline import Look, OutputSpec, Timeline
from tasks.domain.transition_kinds import TRANSITION_KINDS
from tasks.domain.values import Artifact
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
    pictures = [Picture(image=artifact(n), origin="drawn", credit=credit) for n in images[: len(narrations)]]
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
