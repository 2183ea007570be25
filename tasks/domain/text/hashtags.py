"""Finds what a story is about, as phrases for hashtags: its names and its nouns, never verbs, adverbs or file endings.

There is no tagger. A phrase counts as a noun by what stands around it (articles, repetition, capitals) and by its
dictionary form, and a word that only might be one is left out: three sure hashtags are better than five.
"""

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable
from functools import cache
from itertools import pairwise

from tasks.domain.text.capitals import in_title_case
from tasks.domain.text.prose import content_words
from tasks.domain.text.sentences import sentences
from tasks.domain.text.vocabulary import LANGUAGES, stop_words

MOST = 5
MAX_LETTERS = 30  # of a hashtag
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[.!?…:;,()\[\]\"“”«»]")
_NEVER = frozenset("txt md html htm pdf docx epub srt amp nbsp quot http https www com org net shorts".split())
_LINKS = frozenset("of the de la le del di da van von der den des du".split())
# Words that stand before a noun or its adjective.
_ARTICLES = {
    "en": "a an the this that these those his her its their our my your each every no of in into on from with during",
    "fr": "un une le la les l des du ce cet cette ces son sa ses leur leurs d de",
    "es": "un una el la los las unos unas su sus este esta estos estas del al de",
    "it": "un una uno il lo la i gli le l dei delle del della suo sua questo questa di",
    "pt": "um uma o a os as uns umas seu sua do da dos das este esta no na de",
    "nl": "een de het dit deze die zijn haar hun van",
    "sv": "en ett den det de denna detta sin sitt sina av",
    "el": "ο η το οι τα τον την του της των ένας μια ένα τους τις στο στη στον στην",
}
# Endings of what is no noun: verbs, adverbs and most adjectives.
_ENDINGS = {
    "en": r"(?:ly|ed|ing|ous|ful|less|able|ible|ish|n['’]t|['’](?:ll|ve|re|d|m))$",
    "fr": r"(?:ment|ait|aient|èrent|ant|eux|euse|if|ive)$",
    "es": r"(?:mente|aba|aban|aron|ieron|ando|iendo|ado|ada|ados|adas|oso|osa)$",
    "it": r"(?:mente|ava|avano|arono|irono|ando|endo|ato|ata|ati|ate|oso|osa)$",
    "pt": r"(?:mente|ava|avam|aram|eram|ando|endo|indo|ado|ada|ados|adas|oso|osa)$",
    "nl": r"(?:lijk|lijke|de|den|te|ten|end|ende|ig|ige)$",
    "sv": r"(?:ade|ande|ligt|lig|liga|igt|iga|ade|ats|erar)$",
    "pl": r"(?:ć|ł|ła|ło|li|ły|ował|ący|ąca|ące|owy|owa|owe|ski|ska|skie|ny|na|ne|nie|nych|nej|nego|nym)$",
    "ru": r"(?:ть|ться|л|ла|ло|ли|лся|лась|лись|ет|ют|ут|ят|[ыи]й|ой|ая|яя|ое|ее|ые|ие|[ое]го|[ое]му|[ыи]х|[ыи]м|но)$",
    "uk": r"(?:ти|тися|в|ла|ло|ли|вся|лася|лися|ть|ий|ій|а́я|ого|ому|их|им|но|ється|ються)$",
    "tr": r"(?:mak|mek|dı|di|du|dü|tı|ti|tu|tü|yor|mış|miş|muş|müş|ken|arak|erek|lı|li|lu|lü|sız|siz|acak|ecek)$",
    "el": r"(?:ει|ουν|αν|ηκε|ηκαν|ται|νται|ώς|ικός|ική|ικό)$",
}
_NOT_NOUNS = {
    "en": "ago back today away home thing things way ways lot kind sort time times year years day days people part "
    "first last next new old good bad big small great long little high low whole same own able later early late near "
    "far left right hundred thousand million billion percent said fun actually really maybe quite almost well end "
    "rest fact number come came made make take took give gave know known use used find found "
    "place start easy quick simple",
    "de": "jahr jahre jahren zeit tag tage tagen mal teil ende leute menschen prozent stunden minuten art weise ding "
    "dinge tausende millionen hunderte",
}


def hashtags(title: str, text: str, language: str) -> tuple[str, ...]:
    """Up to MOST hashtags of a story, the surest first; none in a language that the project does not know."""
    return tuple(f"#{tag}" for tag in dict.fromkeys(map(_joined, phrases(title, text, language))) if tag)[:MOST]


def phrases(title: str, text: str, language: str) -> tuple[str, ...]:
    """What the story is about, as phrases in their dictionary form: its title's names and nouns before the text's."""
    base = language.partition("-")[0]
    if base not in LANGUAGES:
        return ()
    if base == "en":
        text = " ".join(one for one in sentences(text, base) if not _is_headline(one))
    names = _names(text, base)
    told = Counter(stem(word, base) for word in content_words(text, base))
    in_title = {stem(word, base) for word in content_words(title, base)}
    nouns, pairs = _nouns(text, base, in_title), _pairs(text, title, base)
    found = [
        *_whole_title(title, base),
        *(name for name in names if {stem(w, base) for w in content_words(name, base)} & in_title),
        *(pair for pair in pairs if set(pair.split()) <= in_title),
        *(noun for stem, noun in nouns.items() if stem in in_title),
        *(name for name, count in names.items() if count > 1),
        *pairs,
        *(nouns[stem] for stem in sorted(nouns, key=lambda stem: (-told[stem], stem)) if told[stem] > 1),
        *names,
    ]
    return tuple(_apart(found))


def _is_headline(sentence: str) -> bool:
    """Whether capitals make no names in a sentence: "How Much Sleep Do We Need?", but not "Easy Sourdough Bread."."""
    return in_title_case(sentence) and any(word in stop_words("en") for word in sentence.lower().split())


def _names(text: str, base: str) -> Counter[str]:
    """Runs of capitalised words within sentences, such as "Great Fire of London", most frequent first.

    In German, where every noun has a capital, a name is a run of two.
    """
    found: Counter[str] = Counter()
    for sentence in sentences(text, base):
        words = _WORD.findall(sentence)
        run: list[str] = []
        for at, word in enumerate([*words, "."]):
            counted = base == "de" and not run and word.lower() in _NOT_NOUNS["de"].split()
            capital = (
                word[0].isupper() and not counted and word.lower() not in stop_words(base) and (at > 0 or len(run) > 0)
            )
            if capital or (run and word.lower() in _LINKS and words[at + 1 : at + 2] and words[at + 1][0].isupper()):
                run.append(word)
                continue
            capitals = [part for part in run if part[0].isupper()]
            if capitals and run[-1] == capitals[-1] and (base != "de" or len(capitals) > 1) and len("".join(run)) > 2:
                found[" ".join(run) if len(run) > 1 else _named(run[0], base)] += 1
            run = []
    return Counter(dict(found.most_common()))


def _whole_title(title: str, base: str) -> list[str]:
    """The title itself if it is a noun with its attribute, such as "The old harbour" or "La tour Eiffel"."""
    words = re.findall(r"\w[\w'’-]*", title)
    first = words[0] if words else ""
    told = [word for word in words if word.lower() not in stop_words(base)]
    while words and words[0] not in told:
        words.pop(0)
    linked = all(word in told or word.lower() in _LINKS for word in words)
    named = len(told) == 1 and told[0] != first and first.lower() in _ARTICLES.get(base, "").split()[:3]
    if named and words == told:
        return [told[0]]
    if len(told) != 2 or not linked or title.rstrip().endswith("?") or any(map(str.isdigit, title)):
        return []
    return [" ".join(words)] if all(_is_noun(word, base, bare=True) or word[0].isupper() for word in told[1:]) else []


def _nouns(text: str, base: str, in_title: Container[str]) -> dict[str, str]:
    """Nouns by their stems: in German by their capitals, else by the article before and what follows.

    A word of the title is one, too, if a sentence begins with it.
    """
    found: Counter[str] = Counter()
    seen: dict[str, set[str]] = {}
    articles = frozenset(_ARTICLES.get(base, "").split())
    for sentence in sentences(text, base):
        words = _WORD.findall(sentence)
        for at, word in enumerate(words):
            after = words[at + 1].lower() if at + 1 < len(words) else "."
            if base == "de":
                sure = word[0].isupper() and ((at > 0 and words[at - 1][0].isalpha()) or stem(word, base) in in_title)
            elif at == 0 or not articles:
                sure = stem(word, base) in in_title if articles else not word[0].isupper() or at == 0
            else:
                ends = after in stop_words(base) or not after[0].isalpha()
                sure = words[at - 1].lower() in articles and ends and not word[0].isupper()
            if sure and _is_noun(word, base):
                root = stem(word, base)
                found[root] += 1
                seen.setdefault(root, set()).add(word if base == "de" else word.lower())
    least = 1 if articles or base == "de" else 2
    return {stem: _form(stem, seen[stem]) for stem, count in found.items() if count >= least}


def _form(stem: str, seen: Collection[str]) -> str:
    """How to write a noun: in the dictionary form as it stands in the text, which may spell it with ss for ß."""
    return next((word for word in sorted(seen) if word.lower().replace("ss", "ß") == stem.replace("ss", "ß")), stem)


def _named(word: str, base: str) -> str:
    """A name of one word in its dictionary form, if the dictionary knows it as a name: "Wisły" is Wisła."""
    stem = _lemma(word, base)
    return stem if stem[:1].isupper() else word


def _pairs(text: str, title: str, base: str) -> list[str]:
    """Two words that stand side by side more than once, of which the last is a noun: "leap year".

    The title counts as once. What always goes on with the same noun is no pair: "new north" of "new north bridge".
    """
    if base not in {"en", "nl", "sv"}:  # elsewhere a compound is one word, or has a word between its parts
        return []
    found: Counter[str] = Counter()
    for sentence in (title.lower(), *sentences(text, base)):
        words = _WORD.findall(sentence)
        for first, second in pairwise([word.lower() if at == 0 else word for at, word in enumerate(words)]):
            plain = first.islower() and second.islower() and first not in stop_words(base)
            if plain and not re.search(r"ly$|n['’]t$", first) and _is_noun(second, base, bare=True):
                found[f"{first} {stem(second, base)}"] += 1
    told = text.lower()
    counted = [pair for pair, count in found.most_common() if count > 1 and pair.split()[0] not in _NEVER]
    longer = {pair for pair in counted for other in counted if _goes_on(pair, other, found)}
    return [pair for pair in counted if pair not in longer and pair.split()[0] in told]


def _goes_on(pair: str, other: str, found: Counter[str]) -> bool:
    """Whether a pair ends with the first word of another one that is as frequent."""
    return pair.split()[1] == other.split(maxsplit=1)[0] and found[other] >= found[pair]


def _is_noun(word: str, base: str, *, bare: bool = False) -> bool:
    """Whether nothing speaks against a noun. `bare` allows one of the words that say little on their own."""
    low = word.lower()
    lemma = stem(low, base)
    if len(low) < 3 or not low.isalpha() or low in stop_words(base) or low in _NEVER:
        return False
    if not bare and {low, lemma} & set(_NOT_NOUNS.get(base, "").split()):
        return False
    if base == "en" and lemma != low and not low.endswith("s"):
        return lemma in {"man", "woman", "child", "foot", "tooth", "mouse", "goose"}  # "said" is of "say"
    ending = _ENDINGS.get(base)
    return not (ending and (re.search(ending, low) or re.search(ending, lemma)))


def stem(word: str, base: str) -> str:
    return _lemma(word, base).lower()


@cache
def _lemma(word: str, base: str) -> str:
    from simplemma import lemmatize  # noqa: PLC0415 - loads a dictionary per language

    return str(lemmatize(word, lang=base))


def _joined(phrase: str) -> str:
    """A phrase as one word: "leap year" is LeapYear. A single common noun stays in lower case."""
    words = re.findall(r"\w+", phrase)
    tag = "".join(word[0].upper() + word[1:] for word in words) if len(words) > 1 else "".join(words)
    return tag if len(tag) <= MAX_LETTERS and not tag.isdigit() else ""


def _apart(found: Iterable[str]) -> list[str]:
    """The phrases without those that another one before them contains, or that contain its words again."""
    kept: list[str] = []
    for phrase in found:
        words = set(phrase.lower().split())
        if not any(words <= set(other.lower().split()) or set(other.lower().split()) < words for other in kept):
            kept.append(phrase)
    return kept
