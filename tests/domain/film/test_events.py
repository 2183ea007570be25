"""In every film something happens at least every two and a half seconds, and on words where there are any near."""

from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.channel import CaptionStyle, Liveliness, Tone
from tasks.domain.clip import Clip
from tasks.domain.film.choreography import impact
from tasks.domain.film.events import EVERY, happenings, longest_gap, wanting
from tasks.domain.film.motion import view_values
from tasks.domain.speech import Narration, SpokenWord
from tasks.domain.stage import PULSE, Element, Entrance
from tasks.domain.story import MARGIN, Credit, Picture, Scene, Script, Story
from tasks.domain.timeline import Look, OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.domain.words import split_words
from tasks.timeline import lay

CREDIT = Credit(title="Sea", author="A", licence="CC0")
ENTRANCES: tuple[Entrance, ...] = get_args(Entrance)


def artifact(number: int) -> Artifact:
    return Artifact(sha256=f"{number:064x}", bytes=1, suffix=".png")


def card(number: int, kinds: Sequence[tuple[Entrance, str]], spoken: str = "") -> Picture:
    elements = [
        Element(image=artifact(100 + n), left=0, top=0, anchor=(9, 9), entrance=kind, said=said)
        for n, (kind, said) in enumerate(kinds)
    ]
    sky = artifact(99) if kinds else None
    return Picture(
        image=artifact(number), sky=sky, elements=tuple(elements), spoken=spoken, origin="drawn", credit=CREDIT
    )


def film(
    texts: Sequence[str],
    pictures: Sequence[Picture],
    paces: Sequence[float],
    motion: Liveliness = Liveliness.lively,
    fps: int = 30,
    tail: float = 0.5,
) -> Timeline:
    """A film of these scenes; `paces` are the seconds of each scene's words."""
    words, at = [], 0.2
    for text, pace in zip(texts, paces, strict=True):
        for word in split_words(text):
            words.append(SpokenWord(text=word, start=at, end=at + pace * 0.9))
            at += pace
    voice = Narration(audio=artifact(98), seconds=at + tail, timing="exact", words=tuple(words))
    scenes = tuple(Scene(time="", narration=text, visual_description="sea") for text in texts)
    script = Script(title="Sea", hook=texts[0], script=" ".join(texts), scenes=scenes, hashtags=(), description="")
    look = Look(
        captions=CaptionStyle.bold,
        words_per_caption=3,
        accent="#ffd400",
        tone=Tone.calm,
        music=None,
        motion=motion,
        output=OutputSpec(fps=fps),
    )
    return lay(Story(script=script, writer="me", fixed=True), voice, pictures, look, seed=3)


@st.composite
def films(draw: st.DrawFn) -> Timeline:
    count = draw(st.integers(1, 6))
    texts = [f"Scene {n} has {'many ' * draw(st.integers(0, 12))}words." for n in range(count)]
    kinds = st.tuples(st.sampled_from(ENTRANCES), st.sampled_from(["", "has", "words", "many", "nothing"]))
    pictures = [
        card(n, [(("word", "slam")[w % 2], f"#{w}") for w in range(len(text.split()))], text)
        if draw(st.booleans())
        else card(n, draw(st.lists(kinds, max_size=4)))
        for n, text in enumerate(texts)
    ]
    paces = [draw(st.floats(0.08, 4.0)) for _ in texts]
    motion = draw(st.sampled_from([Liveliness.lively, Liveliness.calm]))
    fps = draw(st.sampled_from([24, 25, 30, 60]))
    return film(texts, pictures, paces, motion, fps, tail=draw(st.floats(0.0, 9.0)))


@given(films())
def test_something_happens_every_two_and_a_half_seconds_in_any_film(plan: Timeline) -> None:
    assert longest_gap(plan) <= EVERY
    seen = happenings(plan)
    assert seen[0] == 0
    assert {shot.first for shot in plan.shots} <= set(seen)


@given(films())
def test_the_camera_jumps_within_the_picture_and_its_sharpness(plan: Timeline) -> None:
    for shot in plan.shots:
        for step in range(101):
            zoom, x, y = view_values(shot.motion, step / 100)
            assert 1 <= zoom <= MARGIN + 1e-9
            assert 0 <= x <= 1
            assert 0 <= y <= 1


def test_a_long_photograph_gets_second_beats_on_its_words() -> None:
    text = "A very long scene about one photograph of the wide open sea."
    plan = film([text], [card(0, [])], [0.7])
    starts = {round((0.2 + 0.7 * n) * 30) for n in range(12)}
    beats = [frame for frame in happenings(plan) if frame]
    assert len(beats) == len(plan.shots[0].motion.beats) >= 3
    assert all(min(abs(beat - start) for start in starts) <= 1 for beat in beats[:-1])
    for beat in beats:
        share = beat / (plan.frames - 1)
        calm = plan.shots[0].motion.model_copy(update={"beats": ()})
        assert view_values(plan.shots[0].motion, share)[0] > 1.02 * view_values(calm, share)[0]


def test_a_clip_moves_by_itself() -> None:
    clip = Clip(file=artifact(50), frames=400, width=1080, height=1920)
    picture = card(0, []).model_copy(update={"clip": clip})
    plan = film(["A very long scene about one clip of the wide open sea."], [picture], [0.8])
    assert plan.shots[0].clip == clip
    assert plan.shots[0].motion.beats == ()
    assert longest_gap(plan) <= 1


def test_a_still_film_is_left_alone() -> None:
    plan = film(["A very long scene about one photograph of the sea."], [card(0, [])], [0.9], Liveliness.still)
    assert plan.shots[0].motion.beats == ()
    assert longest_gap(plan) == pytest.approx(plan.seconds)


@given(
    st.lists(st.integers(-50, 900), max_size=8),
    st.integers(1, 800),
    st.sampled_from([24, 30, 60]),
    st.lists(st.integers(0, 800), max_size=30),
)
def test_beats_are_few_and_fill_every_gap(events: list[int], frames: int, fps: int, said: list[int]) -> None:
    found = wanting(events, frames, fps, said)
    seen = sorted({0, frames, *(frame for frame in events if 0 <= frame < frames), *found})
    assert all(after - before <= EVERY * fps for before, after in pairwise(seen))
    assert len(found) <= 2 * frames / (EVERY * fps) + 1


# ------------------------------------------------------------------ kinetic type

ASKED = "Why did nobody see it?"


def kinetic(motion: Liveliness = Liveliness.lively, *, pause: float = 0.5) -> Timeline:
    texts = ["The ship left the harbour at noon.", ASKED, "It was night by then."]
    spoken = card(1, [("word", f"#{n}") for n in range(5)], ASKED)
    return film(texts, [card(0, [("pop", "ship")]), spoken, card(2, [("pop", "night")])], [0.3] * 3, motion, tail=pause)


@pytest.mark.parametrize("motion", [Liveliness.lively, Liveliness.calm])
def test_captions_rest_where_the_picture_sets_the_words(motion: Liveliness) -> None:
    plan = kinetic(motion)
    shot = plan.shots[1]
    span = range(shot.first, shot.first + shot.frames)
    assert not any(frame in span for cue in plan.captions.cues for frame in range(cue.first, cue.end))
    assert " ".join(word.text for cue in plan.captions.resting for word in cue.words) == ASKED
    assert " ".join(word.text for cue in plan.captions.spoken for word in cue.words) == " ".join(
        one.narration for one in plan.shots
    )
    assert shot.stage
    heard = [round((0.2 + 0.3 * (7 + n)) * 30) - shot.first for n in range(5)]
    assert [frame - cued.first for frame, cued in zip(heard, shot.stage.cast, strict=True)] == [3] * 5


def test_a_still_film_keeps_its_captions() -> None:
    plan = kinetic(Liveliness.still)
    assert plan.captions.resting == ()
    assert all(shot.stage is None for shot in plan.shots)


def test_in_a_pause_the_words_jump_and_the_camera_keeps_still() -> None:
    """The camera would take them off the safe area."""
    texts = ["The ship left the harbour.", ASKED]
    spoken = card(1, [("slam" if n == 4 else "word", f"#{n}") for n in range(5)], ASKED)
    plan = film(texts, [card(0, [("pop", "ship")]), spoken], [0.3, 0.3], tail=6.0)
    shot = plan.shots[1]
    assert shot.stage
    jumps = [cued for cued in shot.stage.cast if cued.pulse >= 0]
    assert len(jumps) >= 2
    assert shot.motion.beats == ()
    assert all(impact(cued, 30) < cued.pulse <= shot.frames - PULSE for cued in jumps)
    assert longest_gap(plan) <= EVERY
