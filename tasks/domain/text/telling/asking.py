"""Finds the sentence that answers the question which a title asks."""

import re
from collections.abc import Collection, Sequence

from tasks.domain.text.prose import content_words, lemmas

_ASKS = re.compile(
    r"^(?:why|how|what|who|when|where|which|can|could|do|does|did|is|are|was|were|will|should|warum|wieso|wie|was"
    r"|wer|wann|wo"
    r"|pourquoi|comment|por qué|cómo|qué|perché|come|por que|como|waarom|hoe|dlaczego|jak|почему|зачем|как|чому"
    r"|як|neden|nasıl|niçin"
    r"|γιατί|πώς|varför|hur)\b",
    re.IGNORECASE,
)
# "When I got lost" and "Where it all began" are no questions.
_NO_QUESTION = re.compile(
    r"^(?:how to|how i|how we|what to do|what i|was |(?:when|where|who)\b(?! (?:is|are|was|were|do|does|did|can|could"
    r"|will|would|should|has|have|had|to)\b))",
    re.IGNORECASE,
)
_ANSWERS = {
    "why": re.compile(
        r"\b(?:because|due to|caused? by|causes?|reasons?|result of|as a result|so that|in order to|thanks to"
        r"|happens? when|occurs? when"
        r"|leads? to|triggers?|triggered|explains?|responsible for|weil|denn|damit|wegen|dank|liegt (?:an|daran)"
        r"|verantwortlich|parce que|car|grâce à|due? à|provient|responsable|porque|debido a|gracias a|se debe"
        r"|perché|grazie a|dovut[oa]|responsabile|devido a|graças a|omdat|doordat|dankzij|ponieważ|bo"
        r"|потому|тому що|çünkü"
        r"|διότι|επειδή|eftersom|därför)\b",
        re.IGNORECASE,
    ),
    "should": re.compile(
        r"\b(?:good for|worth|recommend\w*|should(?:n['’]t| not)?|better|helps?|benefits?|advantages?|best for)\b",
        re.IGNORECASE,
    ),
    "how much": re.compile(
        r"\b(?:every|once|twice|times|\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand"
        r"|million|daily|weekly|monthly|half)\b",
        re.IGNORECASE,
    ),
    "how": re.compile(
        r"\b(?:by \w+ing|using|through|when|works?|process|indem|en \w+ant|mediante|through)\b", re.IGNORECASE
    ),
    "who": re.compile(r"(?<!^)\b[A-Z][a-z]+ [A-Z][a-z]+|\b(?:was|were|is|are) (?:a|an|the)\b"),
    "when": re.compile(r"\b\d{3,4}\b|\b\d{1,2}(?:st|nd|rd|th)?\b|century|year"),
    "where": re.compile(r"\b(?:in|at|on|near|from) (?:the )?[A-Z]"),
    "what": re.compile(r"\b(?:is|are|was|were|means?|refers? to|called|known as)\b", re.IGNORECASE),
}
_YES_OR_NO = re.compile(
    r"(?:yes|no|yes and no|it depends|not (?:really|quite|exactly)|sort of|almost|perhaps|maybe)\b", re.IGNORECASE
)
LIST = 3  # commas in a sentence that names several things
EARLY = 4  # sentences in which a "yes" answers the title
_WHY = re.compile(
    r"^(?:why|warum|wieso|pourquoi|por qué|por que|perché|waarom|dlaczego|почему|зачем|чому|neden|niçin|γιατί"
    r"|varför)\b",
    re.IGNORECASE,
)

_WHAT_IS = re.compile(r"(?:what|who) (?:is|are|was|were)\b", re.IGNORECASE)
_HOW_MUCH = re.compile(r"how (?:often|long|many|much|far|old|big|tall|deep|fast|soon)\b", re.IGNORECASE)
_SO_YES = re.compile(r"(?:so|and|in short)[ ,:–—-]+(?:yes|no)\b", re.IGNORECASE)  # wherever it stands

_SEEKS_HELP = re.compile(
    r"\bhow to (?:\w+ )?(?:fix|treat|relieve|stop|prevent|avoid|cure|ease|get rid|deal|cope|solve|reduce|beat|help)\b"
    r"|\bwhat (?:to do|helps|you can do)\b|\b(?:remed(?:y|ies)|treatments?|relief|cures?|prevention|solutions?)\b",
    re.IGNORECASE,
)
_HELPS = re.compile(
    r"\b(?:treat(?:ed|ing|ments?)|remed(?:y|ies)|reliev\w+|relief|prevent\w*|eas(?:es|ed|ing)|recommend\w*|avoid\w*"
    r"|cur(?:es|ed)|(?:can|may|will|should|to|also|often) (?:also |often )?help|helps|helped|solv(?:es|ed|ing))\b",
    re.IGNORECASE,
)


def asks(title: str) -> bool:
    """Whether a title asks something that the text has to answer."""
    return bool(title.rstrip().endswith("?") or (_ASKS.match(title) and not _NO_QUESTION.match(title)))


def answer(title: str, texts: Sequence[str], language: str = "en") -> int | None:
    """The number of the sentence that best answers the title; None if the title asks nothing or none does.

    It shares the title's words and says why, how or when, as the title asks it.
    """
    if not asks(title):
        return None
    wanted = set(lemmas(content_words(title, language), language))
    word = "why" if _WHY.match(title) else title.split(maxsplit=1)[0].lower()
    word = "how much" if _HOW_MUCH.match(title) else word
    says = _ANSWERS.get(word, _ANSWERS["what"])
    for number in range(len(texts) - 2, 1, -1):  # "So can it survive?": the question again, before its answer
        again = wanted & set(lemmas(content_words(texts[number], language), language))
        if again and texts[number].rstrip("\"'”’ ").endswith("?") and word not in _ANSWERS:
            return number
    for number, text in enumerate(texts[:-1]):  # "What is gout?", asked again, before what it is
        asked = text.rstrip("\"'”’ ").endswith("?") and wanted <= set(lemmas(content_words(text, language), language))
        if _WHAT_IS.match(title) and wanted and asked and not texts[number + 1].endswith("?"):
            return number + 1
    best, most = None, 0.0
    for number, text in enumerate(texts):
        if text.rstrip("\"'”’ ").endswith("?"):
            continue
        shared = len(wanted & set(lemmas(content_words(text, language), language)))
        follows = number > 0 and texts[number - 1].rstrip("\"'”’ ").endswith("?")
        if word not in _ANSWERS and (_SO_YES.match(text) or (_YES_OR_NO.match(text) and number < EARLY)):
            return number
        lists = word in {"what", "which"} and text.count(",") >= LIST
        worth = shared + 1.5 * bool(says.search(text)) + 0.5 * (follows and shared > 0) + 1.2 * lists - 0.01 * number
        if says.search(text) and worth > most and (shared or word == "why"):
            best, most = number, worth
    return best


def helping(title: str, texts: Sequence[str], told: Collection[int]) -> list[int]:
    """The sentences that say what helps, where an English title promises that and nothing told says it."""
    if not _SEEKS_HELP.search(title) or any(_HELPS.search(texts[number]) for number in told):
        return []
    return [number for number, text in enumerate(texts) if _HELPS.search(text)]
