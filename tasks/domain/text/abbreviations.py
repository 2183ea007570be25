"""Abbreviations by language, for sentence ends: a full stop after one of them does not always end a sentence.

In three kinds, because a false end makes a false sentence ("Le Dr."), and a missed one only a long sentence:
`NEVER` are followed by what they belong to ("Dr. Smith"); `CLOSING` end a sentence before any capital ("etc. Nobody");
all others, and single letters, end one only before a function word of the language ("in the U.S. The house").
"""

import re

from tasks.domain.text.vocabulary import stop_words

NEVER = {
    "en": "dr mr mrs ms prof mt vs e.g i.e cf pp ca approx gen col capt lt sgt cpl maj gov sen rep rev hon pres adm "
    "cmdr ft fr supt messrs mme a.k.a viz esp incl",
    "de": "dr prof hr fr frl st nr bd abs art bzw ca evtl ggf inkl vgl z.b d.h u.a v.a i.d.r sog geb gest hl fa bes "
    "max min str jh mio mrd tel abb s z d",
    "fr": "m mm mme mmes mlle dr pr prof st ste mgr me env p pp p.ex c.-à-d cf art chap éd fig vol av bd no n°",
    "es": "sr sra sres srta dr dra d dª don prof gral cap col ing lic arq av avda pág págs núm aprox cf vol fig ee edo",
    "it": "sig sig.ra sig.na dott dott.ssa prof prof.ssa ing avv arch on s ss ca cfr pag pagg fig vol art p pp es",
    "pt": "sr sra srs dr dra prof profa eng av aprox pág págs art cf vol fig n.º núm d dom séc",
    "nl": "dhr mevr mw dr drs ir ing prof mr ca bijv bv d.w.z m.b.t o.a a.u.b blz nr art fa jhr st",
    "pl": "dr prof inż mgr ks św płk gen por ul al pl godz ok np tj tzw tzn m.in im str nr pt wg hab red",
    "ru": "т.е т.к т.н напр проф акад им ул пл пр г-н г-жа св см ср стр рис табл гл ок млн млрд тыс руб",
    "uk": "т.зв напр проф акад ім вул пл просп м св див стор рис гл бл млн млрд тис грн тов",
    "tr": "dr prof doç yrd av sn bkz örn yy no cad sok mah müh st alb gen",
    "el": "κ κα κος δρ καθ π.χ δηλ βλ σελ αρ χλμ αι αγ οδ π.μ μ.μ χιλ",
    "sv": "dr prof kl ca t.ex bl.a d.v.s dvs f.d s.k st nr jfr ung fr.o.m t.o.m resp inkl kap",
    "da": "dr prof kl ca f.eks bl.a dvs d.v.s nr jf st ekskl inkl kap fr hr",
    "no": "dr prof kl ca f.eks bl.a dvs d.v.s nr jf st inkl kap fr hr",
    "cs": "dr ing mgr prof doc p sv ul nám č např tzv tj cca mil str",
    "hi": "डॉ प्रो श्री कि.मी कु पं सं",
    "ar": "د أ م ص.ب",
    "fa": "دکتر",
    "am": "ዶ/ር ፕ/ር ኪ.ሜ ኪ ሜ ዓ.ም ዓ",
    "ka": "წ ე.წ ანუ მაგ",
    "km": "គ.ម គ ម លោក",
    "th": "ดร กม น นาย",
    "hy": "թ մ.թ.ա",
}
CLOSING = {
    "en": "etc a.m p.m ph.d m.d b.a m.a b.sc m.sc b.c a.d b.c.e c.e",
    "de": "usw etc ff uhr",
    "fr": "etc",
    "es": "etc p.m a.m",
    "it": "ecc etc",
    "pt": "etc",
    "nl": "enz etc",
    "pl": "itd itp etc",
    "ru": "т.д т.п др",
    "uk": "т.д т.п ін",
    "tr": "vb vs",
    "el": "κλπ κ.λπ κ.ά",
    "sv": "osv m.m etc",
    "da": "osv m.m etc",
    "no": "osv m.m etc",
}
PERHAPS = {
    "en": "sr jr st inc ltd co corp u.s u.k u.n e.u d.c al jan feb mar apr jun jul aug sep sept oct nov dec oz lb lbs "
    "yd ave blvd rd sq bros est no nos fig figs vol dept ch sec ed eds p op",
    "de": "jan feb okt nov dez jahrh kg km cm min std",
    "fr": "janv févr juill sept oct nov déc h km ap",
    "es": "ee.uu uu a.c d.c km kg ud uds",
    "pl": "w r zł km kg",
    "ru": "г гг в вв н.э м км кг ч мин",
    "uk": "р рр ст н.е км кг год хв",
    "nl": "jan feb okt nov dec km kg v.chr n.chr",
    "sv": "jan feb okt nov dec km kg f.kr e.kr",
    "tr": "m.ö m.s km kg",
    "el": "π.χ μ.χ",
}
# "Washington, D.C. Monday" and "5 p.m. Eastern" go on.
_GOES_ON = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October"
    r"|November|December|Eastern|Central|Pacific|Mountain|GMT|UTC|E[SD]?T|P[SD]?T|C[SE]S?T)\b"
)
_WORD = re.compile(r"[\"'“‘„«(\[]*([^\W\d_](?:[^\W_]|['’-])*)(\.?)")
_TABLES = {
    kind: {language: frozenset(words.split()) for language, words in table.items()}
    for kind, table in (("never", NEVER), ("closing", CLOSING), ("perhaps", PERHAPS))
}


def abbreviates(word: str, following: str, language: str = "en") -> bool:
    """Whether a word's full stop marks an abbreviation and does not end a sentence, given the text that follows."""
    language = language.partition("-")[0]
    bare = word.strip("\"'“”„«»‘’()[]")
    last = bare.rstrip(".").lower()
    if not bare.endswith(".") or bare.endswith(".."):
        return False
    if _is("never", last, language):
        return True
    if language == "en" and last == "no":  # a word of its own, too
        return following[:1].isdigit()
    if _is("closing", last, language):
        return bool(_GOES_ON.match(following)) or not _capital(following)
    single = len(last) == 1 and last.isalpha() and not (language == "en" and last == "i")
    initials = bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last))
    if single or initials or _is("perhaps", last, language):
        return not begins_with_function_word(following, language)
    return False


def abbreviation(word: str, language: str) -> bool:
    """Whether the tables have the word: then `abbreviates` alone decides."""
    last = word.strip("\"'“”„«»‘’()[]").rstrip(".").lower()
    return any(_is(kind, last, language) for kind in _TABLES) or bool(re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]", last))


def begins_with_function_word(following: str, language: str) -> bool:
    """Whether the text begins with a stop word, with a capital where the script has them: as a new sentence would."""
    found = _WORD.match(following)
    if not found or found[2] or not _capital(following):
        return False
    return found[1].lower().split("'")[0].split("’")[0] in stop_words(language)


def _is(kind: str, word: str, language: str) -> bool:
    return word in _TABLES[kind].get(language, frozenset())


def _capital(following: str) -> bool:
    """Whether the text begins with anything but a lower-case letter."""
    first = following.lstrip("\"'“‘„«([")[:1]
    return bool(first) and not small(first)


def small(letter: str) -> bool:
    """Whether it is a lower-case letter. Georgian has one case, which Unicode calls lower."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"
