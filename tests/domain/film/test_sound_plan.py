"""The music follows the story, and every effect has a frame and a reason."""

from itertools import pairwise

import pytest

from tasks.domain.film.choreography import MANNERS
from tasks.domain.film.sound_plan import APART, POPS_APART, TICKS_APART, Form, form_of, plan_effects
from tasks.domain.speech import SpokenWord
from tasks.domain.stage import Cued, Element, Entrance, Stage
from tasks.domain.timeline import Motion, Shot, Transition, View
from tasks.domain.values import Artifact

STORY = (
    "A ship left the harbour in spring. It carried four hundred sacks of grain. The crew knew the route well. "
    "But in the third week the compass failed. Nobody on board could see the stars. They reached port in autumn."
)
GERMAN = "Das Schiff lief aus. Es trug Getreide nach Süden. Aber der Kompass fiel aus. Niemand sah Sterne. Es kam an."


def spoken(script: str, seconds: float) -> list[SpokenWord]:
    words = script.split()
    step = (seconds - 1) / len(words)
    return [SpokenWord(text=word, start=0.2 + n * step, end=0.2 + (n + 0.9) * step) for n, word in enumerate(words)]


def test_the_turn_is_the_sentence_that_contrasts_and_the_last_line_is_the_last_sentence() -> None:
    words = spoken(STORY, 20)
    form = form_of(words, STORY, "en", 20)
    assert form.turn == next(word.start for word in words if word.text == "But")
    assert form.last == next(word.start for word in words if word.text == "They")
    words = spoken(GERMAN, 14)
    assert form_of(words, GERMAN, "de-AT", 14).turn == next(word.start for word in words if word.text == "Aber")


def test_without_a_contrast_the_turn_is_the_sentence_nearest_to_its_place() -> None:
    calm = STORY.replace("But in", "In")
    words = spoken(calm, 20)
    begins = [words[n].start for n in range(len(words)) if n and words[n - 1].text.endswith(".")]
    assert form_of(words, calm, "en", 20).turn == min(begins[:-1], key=lambda start: abs(start - 0.62 * 20))


@pytest.mark.parametrize("script", ["One sentence that goes on and on without ever coming to a stop anywhere", STORY])
def test_a_film_too_short_or_without_sentences_has_no_parts(script: str) -> None:
    assert form_of(spoken(script, 8), script, "en", 8) == Form()
    assert form_of(spoken("Word " * 40, 20), ("Word " * 40).strip(), "en", 20) == Form()
    assert form_of([], script, "en", 20) == Form()


def shot(first: int, kind: str) -> Shot:
    view = View(zoom=1, x=0.5, y=0.5)
    return Shot(
        picture=Artifact(sha256="0" * 64, bytes=1, suffix=".jpg"),
        focus=(0.5, 0.5),
        first=first,
        frames=90,
        motion=Motion(kind="still", start=view, end=view),
        transition=Transition(kind=kind, frames=0 if kind == "cut" else 14),
        narration="It goes on.",
    )


def test_effects_fall_on_words_cuts_and_transitions() -> None:
    words = spoken("Rain fell for 40 days and the river rose by 1,200 feet until all of it was gone at last.", 12)
    shots = [shot(0, "cut"), shot(90, "slide"), shot(180, "cut"), shot(270, "crossfade")]
    effects = plan_effects(words, shots, [True, True, True, False], Form(turn=6.0, last=10.9), 30)
    assert ("hit", round(words[0].start * 30)) in [(effect.kind, effect.frame) for effect in effects]
    assert ("riser", 327) in [(effect.kind, effect.frame) for effect in effects]
    assert ("whoosh", 97) in [(effect.kind, effect.frame) for effect in effects]
    assert ("pop", 180) in [(effect.kind, effect.frame) for effect in effects]
    ticks = [effect.frame for effect in effects if effect.kind == "tick"]
    assert ticks == [round(next(word.start for word in words if word.text == "40") * 30)]
    assert all(b - a >= TICKS_APART * 30 for a, b in pairwise(ticks))
    assert all(b.frame - a.frame >= APART * 30 for a, b in pairwise(effects))


def test_a_photograph_and_a_crossfade_make_no_sound() -> None:
    shots = [shot(0, "cut"), shot(90, "cut"), shot(180, "crossfade")]
    effects = plan_effects([], shots, [False, False, True], Form(), 30)
    assert effects == ()


def staged(first: int, *cast: Cued) -> Shot:
    file = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")
    return shot(first, "crossfade").model_copy(update={"stage": Stage(sky=file, unit=1, cast=cast)})


def cued(entrance: Entrance, first: int, frames: int = 20) -> Cued:
    file = Artifact(sha256="0" * 64, bytes=1, suffix=".png")
    element = Element(image=file, left=0, top=0, anchor=(0, 0), entrance=entrance)
    return Cued(element=element, first=first, frames=frames, leaves=83)


def test_effects_fall_on_the_frames_on_which_elements_land() -> None:
    shots = [
        staged(0, cued("drop", -40), cued("pop", 50)),
        staged(90, cued("drop", 10), cued("pop", 30), cued("rise", 60)),
    ]
    effects = plan_effects([], shots, [True, True], Form(), 30)
    lands = [MANNERS["pop"].lead + 50, 90 + MANNERS["drop"].lead + 10]
    assert [(effect.kind, effect.frame) for effect in effects] == [("pop", frame) for frame in lands]
    assert lands[1] - lands[0] >= POPS_APART * 30
    assert not any(effect.frame == 90 + 30 + MANNERS["pop"].lead for effect in effects), "too soon after another"


def test_ticks_end_when_the_figure_has_counted_and_not_when_its_word_begins() -> None:
    said = {"In": 0.1, "1956": 3.5, "1970": 9.5}
    words = [SpokenWord(text=text, start=start, end=start + 0.4) for text, start in said.items()]
    shots = [staged(0), staged(90, cued("count", 12, 22)), shot(180, "crossfade"), shot(270, "crossfade")]
    effects = plan_effects(words, shots, [True] * 4, Form(), 30)
    assert [(e.kind, e.frame) for e in effects if e.kind == "tick"] == [("tick", 90 + 12 + 22), ("tick", 285)]
