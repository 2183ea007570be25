"""Splits English prose into sentences and words, without language data to download."""

import re

# A full stop after these does not end a sentence.
ABBREVIATIONS = frozenset(
    """
    dr mr mrs ms prof sr jr st mt vs etc e.g i.e cf fig figs no vol pp p ca approx dept est gen col capt lt sgt
    rev hon inc ltd co corp u.s u.k u.n e.u a.m p.m ph.d jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s|$)""")
_STARTER = re.compile(r"""^["'“‘(\[]*(?:[A-Z0-9À-Þ]|[a-z]+[A-Z])""")

STOPWORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each even every few for from further had has have having he
    her here hers him his how i if in into is it its itself just like many may me might more most much must my
    no nor not now of off on once one only or other our out over own per same she should so some such than that
    the their them then there these they this those through to too two under until up upon us very was we were
    what when where which while who whom why will with would you your
    """.split()
)
# A sentence that begins like this depends on the one before: it is no hook and cannot stand alone.
LEANING = re.compile(
    r"^[\"'“‘]?(?:however|but|and|or|so|thus|therefore|hence|moreover|furthermore|also|then|still|yet|instead|meanwhile|"
    r"consequently|nevertheless|otherwise|similarly|likewise|he|she|they|it|its|his|her|hers|their|theirs|this|these|"
    r"that|those|such|both|another|others|some of (?:them|these)|one of them|as a result|for example|for instance|"
    r"in addition|in contrast|on the other hand|that said|of these|the (?:former|latter|same))\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The text's sentences in order; joined by single spaces, they contain exactly the text's words."""
    text = " ".join(text.split())
    found, start = [], 0
    for match in _END.finditer(text):
        rest = text[match.end() :].lstrip()
        if rest and not _ends_here(text[start : match.end()], match.group(), rest):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    tail = text[start:].strip()
    return [*found, tail] if tail else found


def _ends_here(so_far: str, mark: str, rest: str) -> bool:
    """Whether `so_far`, which ends with the punctuation `mark`, is a sentence, given the text that follows."""
    if "!" in mark or "?" in mark:
        return bool(_STARTER.match(rest)) or rest[0] in "\"'“‘("
    if abbreviates(so_far.rsplit(maxsplit=1)[-1], rest):
        return False
    return bool(_STARTER.match(rest)) or rest[0] in "\"'“‘(["


def abbreviates(word: str, following: str) -> bool:
    """Whether a word's full stop marks an abbreviation and does not end a sentence, given the text that follows."""
    bare = word.strip("\"'“”‘’()[]")
    last = bare.rstrip(".").lower()
    if not bare.endswith(".") or (last not in ABBREVIATIONS and (not re.fullmatch(r"[a-z]", last) or last == "i")):
        return False
    if last == "no":
        return following[:1].isdigit()
    # "U.S. The" does end a sentence; "J. Smith" does not.
    return last not in {"etc", "u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "inc", "ltd"} or not re.match(
        r"(?:The|A|An|In|It|But|And|This|That|There|When|While|If)\b", following
    )


def content_words(text: str) -> list[str]:
    """The text's words that carry meaning, in lower case: no stop words, numbers or words of one or two letters."""
    words = re.findall(r"[^\W\d_](?:[^\W\d_]|['’-])+", text.lower())
    return [w for w in words if w not in STOPWORDS and len(w) > 2 and not any(map(str.isnumeric, w))]  # mc²


def looks_english(text: str) -> bool:
    """Whether prose is English, by its share of stop words; a text of under 40 words needs fewer of them."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    if not words:
        return False
    ascii_letters = sum(word.isascii() for word in words) / len(words)
    common = sum(word in STOPWORDS for word in words) / len(words)
    return ascii_letters > 0.75 and common >= (0.14 if len(words) < 40 else 0.2)


def stands_alone(sentence: str) -> bool:
    """Whether a sentence can be understood and spoken on its own."""
    count = len(sentence.split())
    return (
        4 <= count <= 30
        and not LEANING.match(sentence)
        and sentence[-1] in ".!?…\"”'’)"
        and not re.search(
            r"https?://|www\.|@|[{}<>|\\=#*_~^]|\b(?:figure|table|chapter|section|appendix)\s+\d", sentence, re.I
        )
        and not re.search(r"\b(?:see|click|read|shown|described)\s+(?:also|here|above|below|more)\b", sentence, re.I)
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
        and sentence.count("(") == sentence.count(")")
    )
