"""Splits the narration into passages: whole sentences, as many as a voice speaks well in one request."""

from tasks.domain.speech import Passage
from tasks.domain.text.sentences import sentences
from tasks.domain.text.spoken import spoken
from tasks.domain.words import join_texts


def passages(text: str, language: str = "en", max_characters: int = 260) -> tuple[Passage, ...]:
    """Group sentences up to `max_characters`; a longer one stands alone. Joined, the passages are the text.

    Each passage holds what a voice is handed for it in this language, if that differs from the text.
    """
    groups: list[str] = []
    for sentence in sentences(text, language):
        if groups and len(groups[-1]) + 1 + len(sentence) <= max_characters:
            groups[-1] = join_texts((groups[-1], sentence))
        else:
            groups.append(sentence)
    return tuple(
        Passage(
            index=number,
            text=group,
            before=groups[number - 1] if number else "",
            after=groups[number + 1] if number + 1 < len(groups) else "",
            said=said if (said := spoken(group, language)).text != group else None,
        )
        for number, group in enumerate(groups)
    )
