"""Words are found in every script, and no letter of the text is lost or doubled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.words import capitals, clauses, count_words, join_texts, join_words, letters, split_words

SPLIT = [
    ("It's a test (of words) — ok.", "It's|a|test|(of|words)|—|ok."),
    ("直到今天，骨头的样子没有变。", "直到|今天，|骨头的|样子|没有|变。"),
    ("1949年10月1日成立。", "1949年|10月|1日|成立。"),
    ("东京2020年 iPhone 15 也是。", "东京|2020年|iPhone|15|也是。"),
    ("東京タワーは1958年に完成し、毎年訪れる。", "東京タワーは|1958年に|完成し、|毎年|訪れる。"),
    ("กรุงเทพเป็นเมืองหลวง มีคน 10 ล้านคน", "กรุงเทพ|เป็น|เมือง|หลวง|มีคน|10|ล้าน|คน"),
    ("ភ្នំពេញជារាជធានី។", "ភ្នំពេញ|ជា|រាជធានី។"),
    ("한국은 1945년에 독립했다.", "한국은|1945년에|독립했다."),
    ("𠮷野家は美味しい。", "𠮷|野家は|美味しい。"),  # the first letter takes two units of UTF-16
    ("𠀀中国人民😀好", "𠀀|中国|人民😀|好"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "wanted"), SPLIT)
def test_words_keep_their_marks(text: str, wanted: str) -> None:
    assert "|".join(split_words(text)) == wanted


MIXED = st.text(st.sampled_from("ab 東京タワーは年。、「」（中的 国5กขค ភ្នំ한국 𠮷😀 .,'-—\n"), max_size=60)


@given(st.one_of(MIXED, st.text(max_size=80)))
def test_the_words_are_the_text(text: str) -> None:
    words = split_words(text)
    assert letters("".join(words)) == letters(text)
    assert all(word == word.strip() and word for word in words)
    assert letters(join_words(words)) == letters(text)


@given(MIXED)
def test_joining_and_splitting_again_keeps_the_letters_in_order(text: str) -> None:
    assert letters(join_words(split_words(join_words(split_words(text))))) == letters(text)


def test_thai_sentences_are_parted_by_a_space_and_its_words_are_not() -> None:
    assert join_texts(["หอคอยสูง 42 เมตร", "แสงไปไกล"]) == "หอคอยสูง 42 เมตร แสงไปไกล"
    assert join_words(["หอคอย", "สูง"]) == "หอคอยสูง"
    assert join_texts(["灯塔很高。", "光很远。"]) == "灯塔很高。光很远。"
    assert join_texts(["The sea.", "It is old."]) == "The sea. It is old."


def test_spaces_are_joined_only_where_the_script_has_them() -> None:
    assert join_words(["The", "sea", "is", "old."]) == "The sea is old."
    assert join_words(["直到", "今天，", "iPhone", "15"]) == "直到今天，iPhone 15"
    assert join_words(["한국은", "독립했다."]) == "한국은 독립했다."


def test_japanese_counts_more_words_than_it_shows() -> None:
    text = "東京タワーは1958年に完成し、毎年300万人が訪れる。"
    assert count_words(text) > len(split_words(text))
    assert count_words("The sea — is old.") == 5
    assert count_words("中华人民共和国") == 3


def test_a_space_in_thai_ends_a_clause() -> None:
    text = "กรุงเทพเป็นเมืองหลวง มีคน 10 ล้านคน"
    ends = clauses(text)
    assert [split_words(text)[number] for number in sorted(ends)][:1] == ["หลวง"]
    assert clauses("The sea is old. It is deep.") == frozenset()
    japanese = "中華人民共和国 東京タワーは高い。"  # words are found in the whole text, not in each part of it
    assert [split_words(japanese)[number][-1] for number in clauses(japanese)] == ["国"]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Η θάλασσα είναι παλιά; ΐ προϊόν", "el", "Η ΘΑΛΑΣΣΑ ΕΙΝΑΙ ΠΑΛΙΑ; Ϊ ΠΡΟΪΟΝ"),
        ("istanbul ışık", "tr", "İSTANBUL IŞIK"),
        ("istanbul café", "en", "ISTANBUL CAFÉ"),
        ("Straße, дом, 骨头", "de", "STRASSE, ДОМ, 骨头"),
    ],
)
def test_capitals_are_those_of_the_language(text: str, language: str, wanted: str) -> None:
    assert capitals(text, language) == wanted
