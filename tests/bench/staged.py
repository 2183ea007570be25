"""A whole timeline of drawn cards that play, for benches and tests."""

from collections.abc import Sequence

from tasks.artwork.cards import draw_card
from tasks.artwork.direction import CardPlan, direct
from tasks.domain.channel import CaptionStyle, Liveliness, Palette, Tone
from tasks.domain.speech import Narration, SpokenWord
from tasks.domain.story import Scene, Script, Story
from tasks.domain.text.wordtimes import proportional
from tasks.domain.timeline import Look, OutputSpec, Timeline
from tasks.domain.words import split_words
from tasks.machine.storage.assets import AssetStore
from tasks.timeline import lay
from tests.bench.inputs import voice

SENTENCES = (
    "In 1956, a ship left the harbour of Newark with steel boxes on its deck.",
    "A lamp, a chair and a cat stood in the rain beside the crane.",
    "About 85% of the ocean is still unexplored.",
    "Then the whole company moved to Paris.",
    "The cost of loading fell from $5.86 to 16 cents a ton.",
    "At 5:40 p.m. the train left the station.",
    "Nobody had ever seen anything like it before.",
    "The crane lifted 16 tons in one go.",
)
WORDS_A_SECOND = 2.7
TAIL = 0.8  # seconds of silence after the last word


def staged(
    store: AssetStore,
    *,
    sentences: Sequence[str] = SENTENCES,
    plans: Sequence[CardPlan] = (),
    output: OutputSpec | None = None,
    palette: Palette = Palette.tidepool,
    motion: Liveliness = Liveliness.lively,
    seed: int = 1,
) -> Timeline:
    """The timeline of a film that shows a card for each sentence, or these plans of cards."""
    output = output or OutputSpec()
    plans = plans or direct(sentences, seed=seed, palette=palette)
    narrations = [plan.text for plan in plans] if plans else list(sentences)
    words = [word for text in narrations for word in split_words(text)]
    seconds = round(len(words) / WORDS_A_SECOND + 0.15 + TAIL, 2)
    times = proportional(words, 0.15, seconds - TAIL)
    spoken = [SpokenWord(text=word.text, start=word.start, end=word.end - 0.02) for word in times]
    scenes = tuple(Scene(time="", narration=text, visual_description="") for text in narrations)
    script = Script(
        title="Film", hook=narrations[0], script=" ".join(words), scenes=scenes, hashtags=(), description=""
    )
    narration = Narration(
        audio=store.put(voice(spoken, seconds, seed), ".wav"), seconds=seconds, words=tuple(spoken), timing="exact"
    )
    look = Look(
        captions=CaptionStyle.bold,
        words_per_caption=3,
        accent="#ffd400",
        tone=Tone.curious,
        music=Tone.curious,
        motion=motion,
        output=output,
    )
    pictures = [draw_card(plan, output, store) for plan in plans]
    return lay(Story(script=script, writer="bench", fixed=True), narration, pictures, look, seed)
