"""What a good narrator would change in a draft: long sentences, worn phrases, a weak opening, an open end."""

import re
from collections.abc import Sequence

from tasks.domain.text.drafts.cliches import cliches
from tasks.domain.text.hanging import hangs
from tasks.domain.words import count_words

LONGEST = 24  # words of a sentence that one breath can say
HOOK = 18  # words of a hook that is heard before a thumb moves
LAST = 20  # words of a line that stays
# Requests to the viewer, in any language that the platforms' own buttons are known in.
_BEGGING = re.compile(
    r"\b(?:subscribe (?:now|for|to (?:this|our|my|the) channel)|please subscribe|follow (?:us|me|for more|along)"
    r"|like and (?:subscribe|follow|share)|hit (?:the )?like|share this (?:video|short)|comment below"
    r"|abonniert? (?:uns|den)|abonnez-vous|suscríbete|iscriviti|inscreva-se|abonneer je)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？؟;][\"'”’»)]*$")


def faults_of(sentences: Sequence[str], language: str) -> list[str]:
    """The faults of a narration, given as its sentences in order: one sentence each, for the model that wrote it."""
    if not sentences:
        return []
    first, last = sentences[0], sentences[-1]
    faults = [
        f"The sentence {_short(sentence)!r} has {count} words; say at most {LONGEST} in one breath."
        for sentence in sentences
        if (count := count_words(sentence)) > LONGEST
    ]
    faults += [
        f"{phrase!r} is a cliché: say it plainly." for sentence in sentences for phrase in cliches(sentence, language)
    ]
    if LONGEST >= count_words(first) > HOOK:
        faults.append(f"The hook has {count_words(first)} words; say it in {HOOK} or fewer.")
    faults += [
        f"{_short(sentence)!r} refers to something that nobody has said yet: name it first."
        for number, sentence in enumerate(sentences)
        if hangs(sentence, sentences[:number], language)
    ]
    if _QUESTION.search(last):
        faults.append("The last line asks a question: end on a statement that closes the story.")
    if LONGEST >= count_words(last) > LAST:
        faults.append(f"The last line has {count_words(last)} words; close in {LAST} or fewer.")
    if begging := next((found[0] for sentence in sentences if (found := _BEGGING.search(sentence))), ""):
        faults.append(f"{begging!r} asks the viewer for something: leave it out.")
    return faults


def _short(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words) if len(words) < 8 else f"{' '.join(words[:7])} …"
