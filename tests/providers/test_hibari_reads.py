"""What the built-in voice makes of quantities: its own rules must not undo what was read for it."""

import re
from functools import cache
from pathlib import Path

import pytest
from hibari import Hibari
from hibari.g2p.normalize import normalize

from tasks.domain.speech import Passage
from tasks.domain.text.passages import passages
from tasks.domain.text.spoken import spoken
from tasks.machine.storage.assets import AssetStore
from tasks.providers.hibari import HibariVoice
from tasks.providers.hibari.voice import _chunks, _speakable
from tasks.providers.shipped import shipped


@cache
def rules() -> "Hibari":
    return Hibari()


def sounds(text: str) -> str:
    """The phonemes of a text, without marks of stress, words parted by spaces."""
    g2p = rules().g2p
    tokens = [
        token
        for chunk in _chunks(spoken(text, "en").text)
        for token in g2p.phonemize_tokens(g2p.tokenize(normalize(_speakable(chunk))))
    ]
    spaced = " ".join(token.phonemes or "" for token in tokens)
    return " ".join(re.sub("[ˈˌ.,!?]", "", spaced).split())


@pytest.mark.parametrize(
    ("written", "in_words"),
    [
        ("It fell to −40 °C.", "It fell to minus forty degrees Celsius."),
        ("It cost ¥5,000.", "It cost five thousand yen."),
        ("It takes ~50 years.", "It takes about fifty years."),
        ("Save 5€ here.", "Save five euros here."),
        ("It cost £3bn.", "It cost three billion pounds."),
        ("Some 10 000 came.", "Some ten thousand came."),
        ("We are #1 now.", "We are number one now."),
        ("It has 20 m² here.", "It has twenty square meters here."),
        ("It is 5½ miles.", "It is five and a half miles."),
        ("So 5 + 3 = 8 here.", "So five plus three equals eight here."),
        ("About <5% left.", "About less than five percent left."),
        ("It ran 5–10 km.", "It ran five to ten kilometers."),
        ("Use it 24/7 now.", "Use it twenty four seven now."),
        ("Louis XIV ruled.", "Louis the fourteenth ruled."),
        ("World War II ended.", "World War two ended."),
        ("The har\u00adbour is old.", "The harbour is old."),
        ("He is 6'2\" tall.", "He is six foot two tall."),
    ],
)
def test_a_quantity_sounds_like_its_words(written: str, in_words: str) -> None:
    assert sounds(written) == sounds(in_words)


def test_a_formula_is_spelled() -> None:
    assert sounds("It holds CO2 well.") == sounds("It holds C.O. two well.")
    assert "siO tu" in sounds("It holds CO2 well.")


@pytest.mark.parametrize("topic", shipped(), ids=lambda topic: topic.title)
def test_the_shipped_topics_are_handed_over_as_they_are_written(topic: object) -> None:
    parts = passages(topic.text)  # type: ignore[attr-defined]
    assert [part.said for part in parts] == [None] * len(parts)
    for part in parts:
        assert [_speakable(chunk) for chunk in _chunks(part.text)] == [
            " ".join(re.sub(r"[^\w\s.,;:?!'’\"“”()%$€£&+/°—–-]", " ", chunk).split()) for chunk in _chunks(part.text)
        ]


@pytest.mark.media
def test_captions_show_the_written_form_while_its_words_are_spoken(tmp_path: Path) -> None:
    text = "At night −40 °C is normal, and some 10 000 people live with it."
    speech = HibariVoice(AssetStore(tmp_path)).speak(passages(text)[0], 1)
    assert [word.text for word in speech.words] == text.split()
    assert speech.timing == "exact"
    lengths = {word.text: word.end - word.start for word in speech.words}
    assert lengths["−40"] + lengths["°C"] > 4 * lengths["is"]  # "minus forty degrees Celsius"
    direct = HibariVoice(AssetStore(tmp_path)).speak(Passage(text=text), 1)
    assert direct.audio == speech.audio
