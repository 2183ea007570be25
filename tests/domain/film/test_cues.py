"""Caption cues start and end on whole frames, never overlap, and keep phrases together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.cues import cues
from tasks.domain.speech import SpokenWord
from tasks.domain.text.breaks import fold
from tasks.domain.text.wordtimes import proportional
from tasks.domain.timeline import OutputSpec
from tasks.domain.words import clauses, join_words, letters, split_words

OUTPUT = OutputSpec()


def timed_words(text: str, seconds: float) -> tuple[SpokenWord, ...]:
    """Times for the words of `text`, spoken from 0.1 s to `seconds`."""
    return proportional(text.split(), 0.1, seconds)


@given(
    st.lists(st.sampled_from(["the", "sea,", "rises.", "of", "a", "moonlit", "1,250", "bay"]), min_size=1, max_size=60),
    st.integers(1, 6),
    st.floats(0.15, 0.6),
)
def test_cues_show_every_word_once_in_order_without_overlap(words: list[str], per_cue: int, pace: float) -> None:
    seconds = 0.2 + len(words) * pace
    frames = round((seconds + 0.5) * OUTPUT.fps)
    shown = cues(timed_words(" ".join(words), seconds), OUTPUT, frames, per_cue)
    assert [word.text for cue in shown for word in cue.words] == words
    assert all(len(cue.words) <= per_cue for cue in shown)
    assert all(a.end <= b.first for a, b in pairwise(shown))
    assert shown[-1].end <= frames
    for cue in shown:
        assert cue.first == cue.words[0].first
        assert cue.end == cue.words[-1].end
        assert all(a.end == b.first for a, b in pairwise(cue.words))
        assert all(word.end > word.first for word in cue.words)


def test_a_word_is_highlighted_on_the_frame_where_it_is_spoken() -> None:
    words = timed_words("Deep below the ice lies a lake", 4.0)
    shown = [word for cue in cues(words, OUTPUT, 150, 3) for word in cue.words]
    assert all(abs(word.first - spoken.start * 30) <= 1 for word, spoken in zip(shown, words, strict=True))


def test_a_cue_ends_with_its_sentence_and_not_on_an_article() -> None:
    shown = cues(timed_words("Rome built the roads. A bridge of the empire fell.", 6.0), OUTPUT, 200, 3)
    texts = [" ".join(word.text for word in cue.words) for cue in shown]
    assert any(text.endswith("roads.") for text in texts)
    assert not any(text.split()[-1].lower() in {"a", "the", "of"} for text in texts)


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("The mayor and Dr. Smith said so.", "Dr. Smith"),
        ("Older than 3.5 million years.", "3.5 million"),
        ("They walked for about 50 miles that night.", "50 miles"),
        ("She lives in St. Helens now.", "St. Helens"),
    ],
)
def test_a_cue_does_not_split_a_phrase(text: str, together: str) -> None:
    for per_cue in (3, 4):
        shown = cues(timed_words(text, 4.0), OUTPUT, 150, per_cue)
        assert any(together in " ".join(word.text for word in cue.words) for cue in shown), shown


def test_a_cue_lingers_in_a_pause_but_not_for_long() -> None:
    words = [SpokenWord(text="Wait.", start=0.0, end=0.5), SpokenWord(text="Now.", start=3.0, end=3.4)]
    first, second = cues(words, OUTPUT, 120, 3)
    assert 15 < first.end <= 27
    assert second.first == 90


# Each with the phrases that no caption and no line may part.
UNSPACED = [
    ("埃菲尔铁塔于1889年建成，高300多米，每年有近700万名游客参观。", "300多米 700万名 近700 于1889"),
    ("长城全长2万多公里，是中国古代最伟大的建筑之一，虽然很多人相信从月球上能看到它。", "2万多公里 月球上"),
    ("科学家在深海里发现了500种新的生物，其中大约三十种会发光。", "科学家 深海里 500种 三十种"),
    ("他花了12年时间写完这本书，却只卖出了37本。", "12年 这本书 37本"),
    ("東京塔的高度是三百三十三公尺，每天有五千人來參觀。", "五千人"),
    ("東京タワーは1958年に完成し、高さは333メートルで、多くの人が訪れます。", "1958年に 333メートル"),
    ("火事で約300人が家を失いましたが、けが人はいませんでした。", "約300人が 失いました"),
    ("ペンギンは深さ500メートルまで潜ることができます。", "500メートル"),
    ("에펠탑은 1889년에 완공되었으며 높이는 약 330미터이고 매년 700만 명이 찾는다.", "약|330미터이고 700만|명이"),
    ("หอไอเฟลสร้างเสร็จในปี 1889 มีความสูง 330 เมตร และมีผู้เยี่ยมชมปีละ 7 ล้านคน", "330|เมตร 7|ล้าน ล้านคน ความสูง"),
]


@pytest.mark.parametrize("per_cue", [3, 4, 5])
@pytest.mark.parametrize(("text", "kept"), UNSPACED, ids=[text[:6] for text, _ in UNSPACED])
def test_captions_without_spaces_break_at_phrases(text: str, kept: str, per_cue: int) -> None:
    words = proportional(split_words(text), 0.1, 12.0)
    shown = cues(words, OUTPUT, 400, per_cue, clauses(text))
    lines = [
        join_words(line)
        for cue in shown
        for line in fold([word.text for word in cue.words], lambda line: len(join_words(line)), 10)
    ]
    assert letters("".join(lines)) == letters(text)
    assert all(sum(map(str.isalnum, line)) > 1 for line in lines), lines
    for phrase in kept.split():
        assert any(letters(phrase.replace("|", "")) in letters(line) for line in lines), (phrase, lines)
