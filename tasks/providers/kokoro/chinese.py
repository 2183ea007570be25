"""Reads Mandarin: pypinyin finds each character's syllable in its word, and a table turns syllables into phonemes."""

import re
from collections.abc import Sequence
from importlib.util import find_spec

from icu4py.messageformat import MessageFormat

from tasks.domain.errors import SetupError
from tasks.domain.words import HAN
from tasks.providers.kokoro import english
from tasks.providers.kokoro.units import Unit, marks

# As the model learned them, after Duanmu's Phonology of Standard Chinese.
INITIALS = dict(
    pair.split(":")
    for pair in "b:p c:ʦʰ ch:ꭧʰ d:t f:f g:k h:x j:ʨ k:kʰ l:l m:m n:n p:pʰ q:ʨʰ r:ɻ s:s sh:ʂ t:tʰ x:ɕ z:ʦ zh:ꭧ".split()
)
# The 0 is where the tone stands.
FINALS = dict(
    pair.split(":")
    for pair in "a:a0 ai:ai0 an:a0n ang:a0ŋ ao:au0 e:ɤ0 ei:ei0 en:ə0n eng:ə0ŋ i:i0 ia:ja0 ian:jɛ0n iang:ja0ŋ iao:jau0 "
    "ie:je0 in:i0n iou:jou0 ing:i0ŋ iong:jʊ0ŋ ong:ʊ0ŋ ou:ou0 u:u0 uei:wei0 ua:wa0 uai:wai0 uan:wa0n uen:wə0n uang:wa0ŋ "
    "ueng:wə0ŋ uo:wo0 o:wo0 ü:y0 üe:ɥe0 üan:ɥɛ0n ün:y0n".split()
)
WHOLE = {"er": "ɚ0", "o": "ɔ0", "io": "jɔ0", "ê": "ɛ0", "hm": "hm0", "hng": "hŋ0", "m": "m0", "n": "n0", "ng": "ŋ0"}
BUZZED = frozenset("zh ch sh r z c s".split())  # after these, i is a buzzed consonant
TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"([a-zêü]+)([1-5])")
_PIECES = re.compile(f"[{HAN}]+|\\d+|[A-Za-z][A-Za-z'’-]*|.", re.DOTALL)
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def check_chinese() -> None:
    """Raises SetupError if pypinyin is not installed."""
    if find_spec("pypinyin") is None:
        raise SetupError(
            "The voice kokoro reads Chinese with pypinyin, which is not installed.",
            advice="Run make voices, or name another voice.",
        )


def read(words: Sequence[str]) -> list[Unit]:
    """One unit for each word."""
    return [Unit(word, "".join(map(_piece, _PIECES.findall(_spelled(word))))) for word in words]


def _spelled(word: str) -> str:
    """The word with its numbers in characters: a year digit by digit."""
    word = re.sub(r"\d{4}(?=年)", lambda year: year[0].translate(_DIGITS), word)
    return re.sub(r"\d+", lambda number: MessageFormat("{n, spellout}", "zh").format({"n": int(number[0])}), word)


def _piece(piece: str) -> str:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - only with `make voices`

    if re.match(f"[{HAN}]", piece):
        return "".join(map(phonemes, lazy_pinyin(piece, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True)))
    if piece[0].isascii() and piece[0].isalpha():
        return "".join(unit.phonemes for unit in english.read([piece], british=False))
    return marks(piece)


def phonemes(pinyin: str) -> str:
    """The phonemes of a syllable, such as zhong1; none for what is no syllable, such as a rare character."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials  # noqa: PLC0415

    found = _SYLLABLE.fullmatch(pinyin)
    if not found:
        return ""
    syllable, tone = found.groups()
    initial = to_initials(syllable, strict=True)
    final = to_finals(syllable, strict=True, v_to_u=True)
    if syllable in WHOLE:
        sound = WHOLE[syllable]
    elif final == "i" and initial in BUZZED:
        sound = INITIALS[initial] + "ɨ0"
    elif final in FINALS:
        sound = INITIALS.get(initial, "") + FINALS[final]
    else:
        return ""
    return sound.replace("0", TONES[tone])
