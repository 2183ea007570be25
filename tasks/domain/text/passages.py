"""The narration in breaths: whole sentences, as much as a voice speaks well in one request."""

from tasks.domain.story import Passage
from tasks.domain.text.prose import sentences


def passages(text: str, most: int = 260) -> tuple[Passage, ...]:
    """Whole sentences grouped up to `most` characters; a longer sentence stands alone. Joined, they are the text."""
    groups: list[str] = []
    for sentence in sentences(text):
        if groups and len(groups[-1]) + 1 + len(sentence) <= most:
            groups[-1] += " " + sentence
        else:
            groups.append(sentence)
    return tuple(
        Passage(
            index=number,
            text=group,
            before=groups[number - 1] if number else "",
            after=groups[number + 1] if number + 1 < len(groups) else "",
        )
        for number, group in enumerate(groups)
    )
