"""A change of words costs what it touches: few segments are encoded again, even if a scene is added or removed."""

import hashlib
from collections.abc import Iterator, Sequence
from statistics import mean

import pytest

from tasks.artwork.direction import direct
from tasks.domain.channel import CaptionStyle, Palette, Tone
from tasks.domain.film.segments import segments
from tasks.domain.speech import Narration, SpokenWord
from tasks.domain.story import Credit, Picture, Scene, Script, Story
from tasks.domain.timeline import Look, OutputSpec
from tasks.domain.values import Artifact
from tasks.domain.words import split_words
from tasks.timeline import lay

TEXT = (
    "An octopus has three hearts.",
    "Two of them pump blood through the gills,",
    "and the third sends it around the body.",
    "It pauses with every stroke, so swimming tires the animal.",
    "Its blood is blue.",
    "Human blood carries oxygen with iron, but an octopus uses copper.",
    "Copper works better in cold water.",
    "An octopus has about 500 million neurons.",
    "Two thirds of them sit in its eight arms.",
    "Each arm can taste, touch and decide without asking the brain.",
    "The skin changes colour in less than a second.",
    "There are no bones, only a beak like a parrot's.",
    "So a large octopus can pour itself through a hole of the size of a coin.",
    "In 1882, a fisherman lost one through a keyhole.",
    "Most of them live for a year or two.",
    "The stranger was in our own sea all along.",
)
OTHER = "Nobody had told them how to do it."
CREDIT = Credit(title="Card", author="Dailies", licence="CC0")
LOOK = Look(
    captions=CaptionStyle.bold,
    words_per_caption=3,
    accent="#ffd400",
    tone=Tone.curious,
    music=Tone.curious,
    output=OutputSpec(),
)


def encoded(narrations: Sequence[str], seed: int) -> list[str]:
    """What each segment of the film is keyed by. A voice starts each sentence on a whole frame, as ours does."""
    words, time = [], 0.0
    for narration in narrations:
        for word in split_words(narration):
            length = 0.12 + 0.045 * len(word)
            words.append(SpokenWord(text=word, start=round(time, 3), end=round(time + length - 0.02, 3)))
            time += length
        time = -(-(time + 0.25) * 30 // 1) / 30
    scenes = tuple(Scene(time="", narration=text, visual_description="") for text in narrations)
    script = Script(
        title="Octopus", hook=TEXT[0], script=" ".join(narrations), scenes=scenes, hashtags=(), description=""
    )
    pictures = [
        Picture(
            image=Artifact(sha256=hashlib.sha256(plan.model_dump_json().encode()).hexdigest(), bytes=1, suffix=".jpg"),
            origin="drawn",
            credit=CREDIT,
            focus=plan.focus,
        )
        for plan in direct(narrations, seed=seed, palette=Palette.tidepool, title="Octopus")
    ]
    sound = Artifact(sha256="0" * 64, bytes=1, suffix=".wav")
    voice = Narration(audio=sound, seconds=round(time + 0.8, 2), words=tuple(words), timing="exact")
    timeline = lay(Story(script=script, writer="test", fixed=True), voice, pictures, LOOK, seed)
    return [part.model_dump_json() for part in segments(timeline, "libx264")]


def edits(kind: str) -> Iterator[list[str]]:
    """The text with one change of this kind, in each place but at its ends."""
    for at in range(2, len(TEXT) - 2, 2):
        before, after = list(TEXT[:at]), list(TEXT[at + 1 :])
        yield {
            "reworded": [*before, OTHER, *after],
            "added": [*before, OTHER, *TEXT[at:]],
            "removed": [*before, *after],
        }[kind]


@pytest.mark.parametrize("kind", ["reworded", "added", "removed"])
def test_few_segments_are_encoded_again(kind: str) -> None:
    again = []
    for seed in (1, 7):
        known = set(encoded(TEXT, seed))
        again += [len(set(encoded(changed, seed)) - known) for changed in edits(kind)]
    assert mean(again) <= 3, again
    assert max(again) <= 5, again
