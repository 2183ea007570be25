"""Passages are whole sentences of even length, and a changed sentence leaves most of them as they were."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.passages import passages
from tasks.domain.text.sentences import sentences
from tasks.domain.words import join_texts
from tasks.providers.shipped import shipped

TEXTS = [topic.text for topic in shipped()]
WORDS = st.lists(st.sampled_from("tide lamp keeper harbour of the a twelve in winter".split()), min_size=1, max_size=40)
SENTENCE = WORDS.map(lambda words: " ".join(words).capitalize() + ".")


@given(st.lists(SENTENCE, min_size=1, max_size=20))
def test_passages_are_the_text_in_whole_sentences(said: list[str]) -> None:
    text = " ".join(said)
    parts = passages(text)
    assert join_texts(part.text for part in parts) == text
    ends = [sentences(part.text) for part in parts]
    assert [sentence for part in ends for sentence in part] == sentences(text)
    assert all(len(part.text) <= 260 or len(own) == 1 for part, own in zip(parts, ends, strict=True))
    assert [part.before for part in parts] == ["", *(own[-1] for own in ends[:-1])]
    assert [part.after for part in parts] == [*(own[0] for own in ends[1:]), ""]


@pytest.mark.parametrize("text", TEXTS)
def test_passages_are_even(text: str) -> None:
    """None is so short that a voice would have nothing to go by."""
    lengths = [len(part.text) for part in passages(text)]
    assert min(lengths) > 0.6 * max(lengths)


def test_a_changed_sentence_changes_few_passages() -> None:
    """Each sentence of each shipped text is cut short, made longer, and exchanged for another text's."""
    spoken_again = []
    for text, other in pairwise([*TEXTS, TEXTS[0]]):
        before = set(map(str, passages(text)))
        said, instead = sentences(text), sentences(other)
        for number, sentence in enumerate(said):
            words = sentence.split()
            for new in (
                " ".join(words[: max(3, len(words) // 2)]) + ".",
                sentence[:-1] + ", as everybody knows.",
                instead[number % len(instead)],
            ):
                after = passages(" ".join([*said[:number], new, *said[number + 1 :]]))
                spoken_again.append(sum(str(part) not in before for part in after))
    assert sum(count <= 2 for count in spoken_again) > 0.85 * len(spoken_again)
    assert max(spoken_again) < 5
