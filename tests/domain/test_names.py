"""Names in every script get keys of their own that paths can hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.names import LIMIT, SUFFIX, Had, former_slug, slug


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Why the sea goes out?", "why-the-sea-goes-out"),
        ("Ça va, Zoë!", "ca-va-zoe"),
        ("Łódź daily", "lodz-daily"),
        ("Straße", "strasse"),
        ("Zoë’s “café” — now…", "zoes-cafe-now"),
        ("İstanbul", "istanbul"),
        ("Việt Nam hôm nay", "viet-nam-hom-nay"),
        ("Þórður", "thordur"),
        ("Mu\u0308ller", "muller"),
        ("1914–1918: the war", "1914-1918-the-war"),
        ("1984", "1984"),
    ],
)
def test_latin_names_stay_readable(name: str, wanted: str) -> None:
    assert slug(name) == wanted


DIFFERENT = [
    ["Ночные факты", "Дневные факты", "Нічні факти"],
    ["夜间新闻", "夜間新聞", "夜のニュース", "밤 뉴스"],
    ["C", "C++", "C#"],
    ["😀🎉", "😀", "!!!", "???"],
    ["حقائق ليلية", "חדשות הלילה", "रात के तथ्य", "ข่าวกลางคืน", "Νυχτερινά νέα", "የሌሊት ዜና", "ღამის ამბები"],
    ["a" * 60, "a" * 61, "a " * 40],
    ["Q&A", "Q A"],
    ["1+1=2", "1-1-2", "112"],
    ["½ cup", "1/2 cup of ½", "12 cup"],
    ["x/y", "x y"],
]


@pytest.mark.parametrize("names", DIFFERENT)
def test_different_names_have_different_keys(names: list[str]) -> None:
    assert len({slug(name) for name in names}) == len(names)


@given(st.text(max_size=300))
def test_a_slug_is_a_safe_name_and_names_itself(name: str) -> None:
    key = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert len(key) <= LIMIT + 1 + SUFFIX
    assert slug(key) == key or len(key) > LIMIT
    assert slug(f"  {name}\n") == key


def test_the_topics_that_a_channel_had_are_known_by_both_slugs() -> None:
    had = Had(slugs={"octopus-hearts"}, former={"19141918-the-war"})
    assert "Octopus hearts" in had
    assert "OCTOPUS: hearts!" in had
    assert "1914–1918: the war" in had
    assert "The war" not in had
    assert former_slug("Ночные факты") == "short"
