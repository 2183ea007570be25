"""Which language a text is in."""

from collections.abc import Sequence

from tasks.domain.text.vocabulary import stop_words

SAME = {"ary": "ar", "arz": "ar", "nb": "no", "nn": "no", "cmn": "zh", "wuu": "zh", "pcm": "en", "prs": "fa"}
ENOUGH = 5000  # characters
MARGIN = 10.0  # by which the best language must lead, as a difference of log probabilities
FAMILIAR = 0.2  # share of stop words by which prose is in a language that we know


def language_of(texts: Sequence[str], expected: str) -> str:
    """The text's language, as a code of two or three letters.

    A text that is too short to tell is in the expected language, and so is one that is full of its small words.
    """
    from py3langid import rank  # noqa: PLC0415 - loads numpy and a model

    base = expected.partition("-")[0].lower()
    expected = SAME.get(base, base)
    text = " ".join(texts)[:ENOUGH]
    words = [word.strip(".,;:!?\"'“”«»()").lower() for word in text.split()]
    small = stop_words(expected)
    if words and sum(word in small for word in words) / len(words) >= FAMILIAR:
        return expected
    ranked: list[tuple[str, float]] = [(SAME.get(code, code), float(score)) for code, score in rank(text)[:6]]
    best, score = ranked[0]
    rival = next((other for code, other in ranked if code != best), score - MARGIN)
    return best if score - rival >= MARGIN else expected
