"""What voices are handed: every kind of quantity in many languages, and what must hold for any text at all."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.domain.speech import Said, SpokenWord
from tasks.domain.text.passages import passages
from tasks.domain.text.quantities.words import WORDS
from tasks.domain.text.spoken import spoken
from tasks.domain.text.wordtimes import of_written
from tasks.domain.words import split_words

ENGLISH = {
    # signs and bounds
    "The night falls to −40 °C there.": "The night falls to minus 40 degrees Celsius there.",
    "It fell -5 °C, then –7 °F, then +3 °C.": "It fell minus 5 degrees Celsius, then minus 7 degrees Fahrenheit, "
    "then plus 3 degrees Celsius.",
    "From −5 to −10 °C.": "From minus 5 to minus 10 degrees Celsius.",
    "The gap is 4 ±1 mm wide.": "The gap is 4 plus or minus 1 millimeter wide.",
    "It takes ~50 years.": "It takes about 50 years.",
    "It takes about ~50 years.": "It takes about 50 years.",
    "Under ≤5 kg or ≥ 90 km.": "Under at most 5 kilograms or at least 90 kilometers.",
    "Less than <5 km.": "Less than 5 kilometers.",
    # arithmetic and dimensions
    "We know that 5 + 3 = 8 here.": "We know that 5 plus 3 equals 8 here.",
    "It is a 3 × 4 m room.": "It is a 3 by 4 meter room.",
    "A 3x4 grid.": "A 3 by 4 grid.",
    "So 2×3=6.": "So 2 times 3 equals 6.",
    "Then 8 ÷ 2 is 4.": "Then 8 divided by 2 is 4.",
    "E = mc² and x³.": "E equals mc squared and x cubed.",
    "It grew by 10⁸ times.": "It grew by 10 to the power of 8 times.",
    "It is 1.5×10⁸ km away.": "It is 1.5 times 10 to the power of 8 kilometers away.",
    # money
    "It cost ¥5000 in Tokyo.": "It cost 5000 yen in Tokyo.",
    "Pay ₹100 or 50¢ or 75p.": "Pay 100 rupees or 50 cents or 75 pence.",
    "Save 5€ on every bag.": "Save 5 euros on every bag.",
    "The bridge cost £3bn in all.": "The bridge cost 3 billion pounds in all.",
    "Profit was $27.4tn last year.": "Profit was 27.4 trillion dollars last year.",
    "€1.5m and $100B and USD 300.": "1.5 million euros and 100 billion dollars and 300 dollars.",
    "From $5–10 to $5.50.": "From 5 to 10 dollars to $5.50.",
    # units
    "The flat has 25 m² in all.": "The flat has 25 square meters in all.",
    "It crawled through a 10m passage.": "It crawled through a 10 meter passage.",
    "It is 10 m deep at 80 km/h.": "It is 10 meters deep at 80 kilometers per hour.",
    "10m people saw 5k films.": "10 million people saw 5 thousand films.",
    "It takes 5½ miles and ½ hour.": "It takes 5 and a half miles and one half hour.",
    "He is 6'2\" tall.": "He is 6 foot 2 tall.",
    "Turn 45° at 5 kWh.": "Turn 45 degrees at 5 kilowatt-hours.",
    # large and grouped numbers
    "Some 10 000 people came.": "Some 10,000 people came.",
    "Some 10\u202f000 people came.": "Some 10,000 people came.",
    # ranges
    "It ran 5–10 km in 1914–1918.": "It ran 5 to 10 kilometers in 1914 to 1918.",
    "See pp. 12–15.": "See pp. 12 to 15.",
    # names
    "We are #1, №2 and on the port 24/7.": "We are number 1, number 2 and on the port 24 7.",
    "The sea absorbs CO2 and CO₂ and H2O.": "The sea absorbs C.O. two and C.O. two and H two O.",
    "Write to ann.b@example.com today.": "Write to ann dot b at example dot com today.",
    "See https://www.example.org/about-us.": "See example dot org slash about us.",
    "See www.x.org/a?id=1.": "See x dot org.",
    "Call +1 555 123 4567 now.": "Call plus 1, 5 5 5, 1 2 3, 4 5 6 7 now.",
    "Louis XIV and World War II.": "Louis the fourteenth and World War 2.",
    "The XIX century.": "The nineteenth century.",
    "It runs v2.0.1 now.": "It runs version 2 point 0 point 1 now.",
    "On 2026-11-28 or 3/4/2026.": "On November 28, 2026 or March 4, 2026.",
    # ratios, rates and more
    "The ratio is 16:9, the odds 10:1 or 1:10,000.": "The ratio is 16 to 9, the odds 10 to 1 or 1 to 10,000.",
    "It costs $5/month or £2/kg.": "It costs $5 per month or £2 per kilogram.",
    "A 50/50 chance and 5 1/2 miles.": "A 50 50 chance and 5 and a half miles.",
    "Use C++ and C#, see § 5.": "Use C plus plus and C sharp, see section 5.",
    "It holds 10⁻³ g and 5 m³.": "It holds 10 to the power of minus 3 grams and 5 cubic meters.",
    "So 7 - 2 = 5 and p < 0.05.": "So 7 minus 2 equals 5 and p less than 0.05.",
    "For 100,000+ people.": "For 100,000 plus people.",
    "It lies at 51.5° N, 40°26′46″ W.": "It lies at 51.5 degrees north, 40 degrees 26 minutes 46 seconds west.",
    "A 4x100m relay, 10x faster.": "A 4 by 100 meter relay, 10 times faster.",
    "Go to example.com now.": "Go to example dot com now.",
    "Dial (555) 123-4567 or 0800 123 456.": "Dial 5 5 5, 1 2 3, 4 5 6 7 or 0 8 0 0, 1 2 3, 4 5 6.",
    "Row‐by‐row, ﬁne, 3⁄4 of it.": "Row-by-row, fine, 3/4 of it.",
    # what cannot be seen, or has no reading
    "The har\u00adbour of Zoe\u200b met Mu\u0308ller.": "The harbour of Zoe met Müller.",
    "So 🐙 it goes 🎉.": "So it goes.",
    "A **bold** `word` here.": "A bold word here.",
}
AS_WRITTEN = [  # English voices read these right, or they are no quantities
    "In 1958 some 1,250 people paid $5.50, or 5% more, at 3:45 p.m.",
    "The 1990s, the '90s, the 1st and the 22nd, No. 4, 500 BC, 3/4 of it.",
    "COVID-19, B2B, A4, MP3, F-16, 7-Eleven, M25, Boeing 747-400, ISBN 978-3-16-148410-0.",
    "A 5-year plan, I think, for Plan B and a 12-hour day.",
    "I and II are not rulers, and neither is he.",
]
OTHERS = [
    ("de", "Nachts sind es −40 °C.", "Nachts sind es minus vierzig Grad Celsius."),
    ("de", "1.500,50 € im Jahr 1958.", "eintausendfünfhundert Euro fünfzig im Jahr neunzehnhundertachtundfünfzig."),
    ("de", "1 t, 21 t und 1 Mio. Euro", "eine Tonne, einundzwanzig Tonnen und eine Million Euro"),
    ("de", "Am 28. November um 15:45 Uhr", "Am achtundzwanzigsten November um fünfzehn Uhr fünfundvierzig"),
    ("de", "Im 19. Jahrhundert, 500 v. Chr.", "Im neunzehnten Jahrhundert, 500 vor Christus"),
    ("de", "1914–1918", "neunzehnhundertvierzehn bis neunzehnhundertachtzehn"),
    ("de", "1.234.567 Menschen", "eine Million zweihundertvierunddreißigtausendfünfhundertsiebenundsechzig Menschen"),
    ("fr", "Il y a 10 000 m² et 5 %.", "Il y a dix mille mètres carrés et cinq pour cent."),
    ("fr", "3 milliards €, 3 M€", "trois milliards d’euros, trois millions d’euros"),
    (
        "de",
        "Ludwig XIV. und Elisabeth II. kamen vom 5. bis 9. Juni",
        "Ludwig der Vierzehnte und Elisabeth die Zweite kamen vom fünften bis neunten Juni",
    ),
    ("de", "Tel. +49 30 123456", "Tel. plus vier neun, drei null, eins zwei drei vier fünf sechs"),
    ("fr", "Louis XIV, la 2e fois", "Louis quatorze, la deuxième fois"),
    ("es", "Felipe II y Luis XIV", "Felipe segundo y Luis catorce"),
    ("ru", "Людовик XIV, Петра I, Екатерина II", "Людовик четырнадцатый, Петра первого, Екатерина вторая"),
    ("zh", "气温−40°C，9:05", "气温零下四十摄氏度，九点零五分"),
    ("fr", "Le XIXe siècle, à 15h30", "Le dix-neuvième siècle, à quinze heures trente"),
    ("es", "Mide 3,5 km y pesa 21 kg.", "Mide tres coma cinco kilómetros y pesa veintiún kilogramos."),
    ("es", "3 millones € en el siglo V", "tres millones de euros en el siglo quinto"),
    ("ru", "21 т, 2 т и 5 %", "двадцать одна тонна, две тонны и пять процентов"),
    ("ru", "Более 50 км, около 21 т", "Более пятидесяти километров, около двадцати одной тонны"),
    ("ru", "до 3 млрд рублей", "до трёх миллиардов рублей"),
    ("ru", "В XIX веке, в 1958 году", "В девятнадцатом веке, в тысяча девятьсот пятьдесят восьмом году"),
    ("it", "3 mld di euro, −3 °C", "tre miliardi di euro, meno tre gradi Celsius"),
    ("pt", "R$ 5,50 no século XIX", "cinco reais e cinquenta no século dezenove"),
    ("nl", "Om 15.30 uur −5 °C", "Om vijftien uur dertig min vijf graden Celsius"),
    ("pl", "5 zł i 21 km", "pięć złotych i dwadzieścia jeden kilometrów"),
    ("uk", "близько 50 км, 5 грн", "близько пʼятдесяти кілометрів, пʼять гривень"),
    ("tr", "%5 ve 80 km/sa", "yüzde beş ve saatte seksen kilometre"),
    ("el", "−3 °C και 5%", "μείον τρεις βαθμοί Κελσίου και πέντε τοις εκατό"),
    ("sv", "50 kr och 5 %", "femtio kronor och fem procent"),
    ("da", "5 km/t", "fem kilometer i timen"),
    ("no", "5 kr", "fem kroner"),
    ("ja", "気温は−40 °Cで5%です。", "気温はマイナス四十度で五パーセントです。"),
    ("zh", "花了¥5000，约5%", "花了五千元，约百分之五"),
    ("zh-Hant", "80km/h", "每小時八十公里"),
    ("ko", "시속 80km, 5%", "시속 팔십 킬로미터, 오퍼센트"),
    ("ar", "و٥٠٪ و٥٠٠٠ كم", "وخمسون بالمئة وخمسة آلاف كيلومتر"),
    ("he", "5%", "חמישה אחוז"),
    ("hi", "५० किमी और ₹100", "पचास किलोमीटर और एक सौ रुपए"),
    ("th", "−40 °C", "ลบสี่สิบองศาเซลเซียส"),
]


@pytest.mark.parametrize(("written", "said"), ENGLISH.items())
def test_english_quantities_are_read(written: str, said: str) -> None:
    assert spoken(written, "en").text == said


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_what_voices_read_right_is_left_as_written(text: str) -> None:
    assert spoken(text, "en") == Said(text=text)


@pytest.mark.parametrize(("language", "written", "said"), OTHERS)
def test_other_languages_read_quantities_by_their_own_rules(language: str, written: str, said: str) -> None:
    assert spoken(written, language).text == said


def test_british_english_spells_units_its_own_way() -> None:
    assert spoken("It is 5 km of 3/4/2026.", "en-GB").text == "It is 5 kilometres of April 3, 2026."


def test_a_language_without_a_table_keeps_its_signs() -> None:
    assert spoken("−40 °C, 5 km", "sw").text == "−40 °C, 5 km"
    assert "xx" not in WORDS


@pytest.mark.parametrize("language", WORDS)
def test_no_language_falls_back_to_english(language: str) -> None:
    text = "−40 °C, 5 km, 80 km/h, 21 kg, 5 %, €3, $5, 10⁸, ±1 mm, ~50 kg"
    said = spoken(text, language).text
    english = set(re.findall(r"[a-z]{4,}", spoken(text, "en").text.lower()))
    if language not in {"en"}:
        shared = english & set(re.findall(r"[a-z]{4,}", said.lower()))
        # Words that other languages share with English.
        assert shared <= {
            "minus",
            "celsius",
            "plus",
            "euro",
            "euros",
            "dollar",
            "dollars",
            "kilogram",
            "kilometer",
            "percent",
            "circa",
            "millimeter",
        }
    assert not re.search("[\u00ad\u200b]", said)


def test_every_language_reads_a_decimal_as_its_whole_and_its_digits() -> None:
    for language in set(WORDS) - {"en", "ru"}:
        mark = "." if language in {"ja", "zh", "ko", "th", "hi", "he", "ar"} else ","
        two, both = spoken("2 kg", language).text, spoken(f"2{mark}5 kg", language).text
        assert two[0] == both[0], language


def test_passages_hold_what_is_said_only_if_it_differs() -> None:
    same, other = passages("A cat sat. " * 20 + "It is −5 °C.", "en", max_characters=230)
    assert same.said is None
    assert "said" not in same.model_dump()
    assert other.said
    assert other.model_validate(other.model_dump()) == other


def test_captions_keep_the_written_words_at_the_times_of_the_spoken_ones() -> None:
    text = "Some 10 000 people saw −40 °C 🐙 there."
    said = spoken(text, "en")
    times = tuple(
        SpokenWord(text=word, start=float(n), end=n + 1.0) for n, word in enumerate(split_words(said.text))
    )  # Some 10,000 people saw minus 40 degrees Celsius there.
    words = of_written(text, said, times, 9.0)
    assert [word.text for word in words] == list(split_words(text))
    by_word = {word.text: (word.start, word.end) for word in words}
    assert by_word["10"][0] == 1.0
    assert by_word["000"][1] == 2.0
    assert by_word["−40"][0] == 4.0
    assert by_word["°C"][1] == 8.0
    assert by_word["there."] == pytest.approx((8.0, 9.0), abs=0.05)
    assert all(a.start <= b.start for a, b in pairwise(words))


# ------------------------------------------------------------------ any text

MAGNITUDE = re.compile(r"bn|tn|[mk](?!\w)|Mrd|млрд|億|万|million|billion", re.IGNORECASE)
FRACTION_OF_A_MAGNITUDE = re.compile(rf"[¼½¾⅐-⅞↉]\s*({MAGNITUDE.pattern})", re.IGNORECASE)
PIECES = st.sampled_from(
    "− - – ~ ≈ < > ± + = × ÷ x / . , ; : % ‰ ° °C ² ³ ⁸ ½ ¥ $ € £ ₹ ¢ # № 🐙 \u00ad \u200b u\u0308 ( ) [ ] * _ km m t "
    "kg bn Mrd. млрд 億 万 % de and not nicht не ない 5 10 000 1958 3.5 1,250 ٥٠ ५० XIV CO2 a@b.org "
    "www.x.org 24/7 6'2\"".split()
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.one_of(PIECES, st.just(" ")), max_size=14).map("".join))
LANGUAGES = st.sampled_from(sorted(WORDS))


@settings(deadline=None)  # ICU compiles its rules at first use
@given(TEXTS, LANGUAGES)
def test_outside_of_the_spans_the_voice_is_handed_the_text(text: str, language: str) -> None:
    said = spoken(text, language)
    at = at_said = 0
    for span in said.spans:
        assert at <= span.start < span.end <= len(text)
        assert text[at : span.start] == said.text[at_said : span.said_start]
        at, at_said = span.end, span.said_end
    assert text[at:] == said.text[at_said:]


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
def test_no_digit_and_no_sign_before_one_is_passed_over(text: str, language: str) -> None:
    said = spoken(text, language)
    for found in re.finditer(r"\d|[−±~≈<>≤≥](?=\d)", text):
        for span in said.spans:
            if span.start <= found.start() < span.end:
                assert re.search(r"\w", said.text[span.said_start : span.said_end]), text[span.start : span.end]


@settings(deadline=None)
@given(TEXTS)
def test_english_drops_no_number_and_joins_none(text: str) -> None:
    """Every run of digits of the text is heard: as digits, or as the words of its reading."""
    said = spoken(text, "en")
    for span in said.spans:
        written = text[span.start : span.end]
        if any(char.isdecimal() for char in written) and "@" not in written and "www" not in written:
            assert re.search(r"\w", said.text[span.said_start : span.said_end])
    kept = re.findall(r"\d+", said.text)
    own = re.sub("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe0e\ufe0f]", "", text)
    digits = [str(int(run)) if run.isascii() else run for run in re.findall(r"\d+", own)]
    joined = re.sub(r"[\s.,'’٬،٫]", "", own)
    for run in kept:
        known = run in digits or run in joined or str(int(run)) in joined
        known = known or (not run.strip("0") and bool(MAGNITUDE.search(own)))  # 1111bn: 1,111,000,000,000
        known = known or bool(FRACTION_OF_A_MAGNITUDE.search(own))  # ¼bn: 250 million
        assert known or len(run) <= 2 or not run.isascii() or _made(run, own)


def _made(run: str, text: str) -> bool:
    """Whether a run of digits that the text lacks stands for a numeral or for digits of another script."""
    plain = "".join(str(unicodedata.digit(char, -1)) if unicodedata.digit(char, -1) >= 0 else char for char in text)
    return run in re.sub(r"[^\d]", "", plain)


@settings(deadline=None)
@given(st.decimals(min_value=1, max_value=999_999, places=2, allow_nan=False, allow_infinity=False), LANGUAGES)
def test_a_minus_is_said_before_every_kind_of_amount(value: object, language: str) -> None:
    mark = "." if language in {"en", "ja", "zh", "ko", "th", "hi", "he", "ar"} else ","
    number = str(value).replace(".", mark)
    minus = WORDS[language].minus.partition("{")[0].strip()
    for tail in (" °C", " km", "%"):
        for sign in "−-–":
            said = spoken(f"{sign}{number}{tail}", language).text
            assert minus in said or said.startswith("零下")  # below zero


@pytest.mark.parametrize("text", [*ENGLISH, *AS_WRITTEN])
def test_what_is_said_is_said_the_same_again(text: str) -> None:
    """The built-in voice reads its sentences once more, part by part."""
    once = spoken(text, "en").text
    assert spoken(once, "en").text == once


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
def test_every_written_word_gets_a_time(text: str, language: str) -> None:
    said = spoken(text, language)
    times = tuple(SpokenWord(text=w, start=float(n), end=n + 1.0) for n, w in enumerate(split_words(said.text)))
    words = of_written(text, said, times, float(len(times)))
    assert [word.text for word in words] == list(split_words(text))
