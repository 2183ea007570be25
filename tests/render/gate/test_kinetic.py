"""The gate accepts films whose words come in as they are spoken, though captions rest there."""

import pytest

from tasks.artwork.cards import draw_card
from tasks.artwork.direction import direct
from tasks.artwork.layouts import SPOKEN
from tasks.domain.channel import CaptionStyle, Palette, Tone
from tasks.domain.film.verdict import judge
from tasks.domain.speech import Narration, SpokenWord
from tasks.domain.story import Scene, Script, Story
from tasks.domain.timeline import Look, OutputSpec
from tasks.domain.values import replaced
from tasks.domain.words import join_texts, split_words
from tasks.machine.storage.assets import assets
from tasks.render.gate.measure import measure
from tasks.timeline import lay
from tests.bench.assemble import assemble
from tests.bench.inputs import timeline

TEXTS = {
    "en": ("Why did nobody see it coming?", "A ship left the harbour in 1956."),
    "ar": ("لماذا لم ير أحد هذه السفينة من New York قادمة؟", "58"),
    "zh": ("人们为什么没有看到这艘船?它改变了世界。", "1956"),
}


@pytest.mark.sampled(3)
@pytest.mark.media
@pytest.mark.parametrize("language", TEXTS)
def test_a_film_that_sets_its_words_passes(language: str) -> None:
    texts, output, store = TEXTS[language], OutputSpec(width=360, height=640), assets()
    plans = direct(texts, seed=4, palette=Palette.tidepool, language=language, fixed=True, kinetic=True)
    assert plans[0].layout == SPOKEN
    words = [word for text in texts for word in split_words(text)]
    spoken = [
        SpokenWord(text=word, start=0.2 + 0.32 * number, end=0.5 + 0.32 * number) for number, word in enumerate(words)
    ]
    seconds = spoken[-1].end + 0.8
    sound = timeline(store, seconds=seconds, scenes=1, output=output).sound
    scenes = tuple(Scene(time="", narration=text, visual_description="sea") for text in texts)
    script = Script(title="Sea", hook="x", script=join_texts(texts), scenes=scenes, hashtags=(), description="")
    voice = Narration(audio=sound.voice, seconds=seconds, timing="exact", words=tuple(spoken))
    look = Look(
        captions=CaptionStyle.bold,
        words_per_caption=3,
        accent="#ffd400",
        tone=Tone.calm,
        music=None,
        output=output,
        language=language,
    )
    story = Story(script=script, writer="me", fixed=True)
    plan = replaced(lay(story, voice, [draw_card(card, output, store) for card in plans], look, 4), sound=sound)
    assert plan.captions.resting
    film = assemble(plan, store).file
    report = judge(measure(film, plan, store), plan, film)
    assert report.passed, report.reasons
