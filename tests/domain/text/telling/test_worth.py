"""A short that comes to its text's end is worth more than one that breaks off, and an answer more than both."""

from collections.abc import Sequence

import pytest

from tasks.domain.text.telling.worth import Worth, is_news, reaching

TEXTS = ("Ann Keeper was born in Wales.", "She studied law.", "She sailed to Rome.", "She died in Rome.")


def worth(*told: int, texts: Sequence[str] = TEXTS, answering: int | None = None, budget: int = 10) -> float:
    judge = Worth(
        texts=texts,
        stems=[frozenset()] * len(texts),
        title="Ann Keeper",
        promised=(),
        answering=answering,
        scores=[0.0] * len(texts),
        concluding=(),
        closing=lambda _: 0.0,
        budget=budget,
        match=False,
        reaches=reaching(texts, budget, news=is_news(texts)),
    )
    return judge(frozenset(told))


def test_the_end_is_worth_more_than_what_stands_before_it() -> None:
    assert worth(0, 3) > worth(0, 2) > worth(0, 1)


def test_the_end_of_news_is_worth_less() -> None:
    news = [text.replace(".", ", police said.") for text in TEXTS]
    assert 0 < worth(0, 3, texts=news) - worth(0, 1, texts=news) < worth(0, 3) - worth(0, 1)


def test_the_end_of_long_news_is_worth_nothing() -> None:
    assert reaching(TEXTS, 4, news=True) == 0 < reaching(TEXTS, 4, news=False)


def test_the_answer_is_worth_more_than_the_end() -> None:
    assert worth(0, 1, answering=1) > worth(0, 3, answering=1)


@pytest.mark.parametrize("told", [(0, 1, 3), (0, 1, 2, 3)])
def test_more_words_than_the_aim_cost_something(told: tuple[int, ...]) -> None:
    assert worth(*told, budget=8) < worth(0, 3, budget=8)
