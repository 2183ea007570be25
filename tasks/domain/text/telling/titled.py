"""Begins a short with its title, where the title asks what is told, or names what the first sentence leaves unnamed."""

from tasks.domain.story import Fact
from tasks.domain.text.prose import content_words

LONGEST = 12  # words of a title that can be spoken


def under_title(told: tuple[Fact, ...], title: str, language: str, *, unnamed: bool) -> tuple[Fact, ...]:
    """The facts, after the title if it asks, or if their first sentence does not name its subject (`unnamed`)."""
    title = title.strip()
    if not told or len(title.split()) > LONGEST or title.endswith("…"):
        return told
    if title.endswith("?"):
        asked = any(fact.text.rstrip("\"'”’ ").endswith("?") for fact in told[:3])
        return told if asked else (told[0].model_copy(update={"text": title}), *told)
    said = set(content_words(told[0].text, language))
    if unnamed and ":" not in title and not said.issuperset(content_words(title, language)):
        return (told[0].model_copy(update={"text": title if title[-1] in ".!" else f"{title}."}), *told)
    return told
