"""What a text, a caption or a file's name is about: its words in the form by which two of them can be compared.

People write "Brücke" in a script and "bruecken_02.jpg" on a file, so that words are compared without accents, endings,
numbers and the marks of file names.
"""

import re
import unicodedata
from functools import lru_cache

from simplemma import lemmatize
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from tasks.domain.text.prose import content_words
from tasks.domain.words import HAN, KANA, SOUTH_EAST

# Too general to show that a picture belongs somewhere.
VAGUE = frozenset(
    """
    about above across active after again age all almost area around aspect bad beautiful beginning best better big
    black blue bottom bright brown busy call case center centre certain change city close closeup cloudy cold color
    colorful colour colourful common copy country dark day detail different edit edited end example few file final
    find front full general give good great green group half hand hard high historic history home hot hour huge idea
    image important inside interior kind know large last late left life light like little live local long look low
    made main make man many mean middle minute modern moment month morning move much name national natural near new
    night old open orange outside part people person photo photograph photography picture pink place point public
    purple put real red right scene second see set short show side sign simple single small special start still stock
    story strong study sunny tall thing time top town true turn type untitled use vintage view way week white whole
    wide woman word work world year yellow young
    one two three four five six seven eight nine ten eleven twelve twenty thirty fifty dozen hundred thousand million
    billion double triple pair couple several
    """.split()
)
# Between what a picture shows and where it does so.
_LINKS = frozenset(
    """
    above across against along among around at behind below beneath beside between by during for from in inside into
    near next of off on onto over through to toward towards under underwater up upon via while with within without
    and or as seen taken showing depicting during after before against
    """.split()
)
_ARTICLES = frozenset({"a", "an", "the", "some", "my", "our", "this", "these"})
_MEDIA = frozenset(
    """
    photo photograph picture image view views portrait painting drawing engraving detail details close-up closeup
    interior illustration closeups photos pictures images sketch scan front side back inside scene
    """.split()
)
_LATIN = re.compile(r"[a-z]+(?:us|is|um|ae|ii|ens|ans|era|fera)")
_UNSPACED_RUN = re.compile(f"[{HAN}{KANA}{SOUTH_EAST}]+")
_ONE_CHARACTER = re.compile(f"(?<![{HAN}])[{HAN}](?![{HAN}])")
_KANA_ONLY = re.compile("[\u3041-\u309f]+")


def subject_words(text: str, language: str = "en") -> tuple[str, ...]:
    """The words that carry meaning, in order, each once, as `subject_word` gives them."""
    plain = unicodedata.normalize("NFC", text)
    spaced = _UNSPACED_RUN.sub(" ", plain)
    words = [subject_word(word, language) for word in content_words(spaced, language)]
    # Scripts without spaces: every two neighbours, since a name of two characters is a subject.
    for run in _UNSPACED_RUN.findall(plain):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)] + _ONE_CHARACTER.findall(run)
        words += [pair for pair in pairs if not _KANA_ONLY.fullmatch(pair)]
    return tuple(dict.fromkeys(filter(None, words)))


@lru_cache(maxsize=20_000)
def subject_word(word: str, language: str = "en") -> str:
    """A word's dictionary form without accents, in lower case."""
    base = language.partition("-")[0]
    low = re.sub(r"['’]s?$", "", word.lower())
    lemma = str(lemmatize(low, lang=base)).lower() if base in SUPPORTED_LANGUAGES else low
    if base == "de":  # file names often spell umlauts out
        lemma = re.sub(r"(?<![aeq])([aou])e", r"\1", lemma)
    folded = unicodedata.normalize("NFKD", lemma)
    return "".join(char for char in folded if not unicodedata.combining(char)).replace("ß", "ss")


def is_vague(word: str) -> bool:
    """Whether a word is too general to name a subject. Other languages than English have their stop words only."""
    return word in VAGUE or word in _MEDIA


def head_words(title: str, language: str = "en") -> tuple[frozenset[str], frozenset[str]]:
    """The word of a title that names what it shows, and those that tell what kind of it.

    "Octopus arm on a reef" shows an arm, an octopus's; "octopus card" a card. In English that is the last noun before
    the first preposition, or both words of a Latin name; elsewhere all words before the first mark, since the order of
    nouns differs between languages.
    """
    phrase = re.split(r"[,;:(\[–—/]|\s-\s", title.strip())[0]
    if language.partition("-")[0] != "en":
        words = frozenset(subject_words(phrase, language))
        return words, words
    chosen: list[str] = []
    for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", phrase):
        low = word.lower()
        if low in _LINKS or (chosen and re.fullmatch(r"\w{3,}(?:ing|ed)", low)):
            if all(each.lower() in _MEDIA for each in chosen):  # a portrait of Pepys shows Pepys
                chosen.clear()
                continue
            break
        if low not in _ARTICLES:
            chosen.append(word)
    named = [_named(each, language) for each in chosen]
    if len(chosen) >= 2 and _LATIN.fullmatch(chosen[1]):
        return frozenset(named[:2]) - {""}, frozenset()
    while named and re.fullmatch(r"\d*", named[-1]):  # Voyager 1
        named.pop()
    return frozenset(named[-1:]) - VAGUE, frozenset(named[:-1]) - VAGUE - {""}


def _named(word: str, language: str) -> str:
    """A word of a title as `subject_words` gives it; what they leave out, such as SL2, is kept, but not numbers."""
    words = subject_words(word, language)
    return words[0] if words else word.lower() if re.search(r"[^\W\d_]", word) and re.search(r"\d", word) else ""
