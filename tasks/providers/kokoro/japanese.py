"""Reads Japanese: Open JTalk gives the kana that are spoken, and a table turns kana into phonemes."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from importlib.util import find_spec
from itertools import accumulate

from tasks.domain.errors import SetupError
from tasks.providers.kokoro.units import MARKS, Unit, marks

# Each row of five kana, with the consonants before a, i, u, e, o.
_ROWS = {
    "アイウエオ": "a i ɯ e o",
    "カキクケコ": "ka kʲi kɯ ke ko",
    "ガギグゲゴ": "ɡa ɡʲi ɡɯ ɡe ɡo",
    "サシスセソ": "sa ɕi sɨ se so",
    "ザジズゼゾ": "ʣa ʥi zɨ ʣe ʣo",
    "タチツテト": "ta ʨi ʦɨ te to",
    "ダヂヅデド": "da ʥi zɨ de do",
    "ナニヌネノ": "na ɲi nɯ ne no",
    "ハヒフヘホ": "ha çi ɸɯ he ho",
    "バビブベボ": "ba bʲi bɯ be bo",
    "パピプペポ": "pa pʲi pɯ pe po",
    "マミムメモ": "ma mʲi mɯ me mo",
    "ラリルレロ": "ɾa ɾʲi ɾɯ ɾe ɾo",
    "ヤユヨワヲ": "ja jɯ jo βa o",
    "ヴヰヱヵヶ": "vɯ i e ka ke",
    "ァィゥェォ": "a i ɯ e o",
    "ャュョヮー": "ja jɯ jo βa ː",
}
KANA = {kana: sound for row, sounds in _ROWS.items() for kana, sound in zip(row, sounds.split(), strict=True)}
_SMALL = {"ャ": "a", "ュ": "ɨ", "ョ": "o", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o"}
# The consonant of a kana that a small kana follows, where it is not that of the kana alone.
_JOINED = {"ク": "kᵝ", "グ": "ɡᵝ", "ウ": "β", "イ": "j", "ツ": "ʦ"}
_PALATAL = {"テ": "tʲ", "デ": "dʲ", "フ": "ɸʲ", "ヴ": "vʲ", "ツ": "ʦʲ"}
_NASALS = ("m", "mpb"), ("ŋ", "kɡ"), ("ɲ", "ɲʨʥ"), ("n", "ntdɾz")


def check_japanese() -> None:
    """Raises SetupError if Open JTalk is not installed."""
    if find_spec("pyopenjtalk") is None:
        raise SetupError(
            "The voice kokoro reads Japanese with pyopenjtalk-plus, which is not installed.",
            advice="Run make voices, or name another voice.",
        )


def read(words: Sequence[str]) -> list[Unit]:
    """One unit for each word. The sentence is read whole, because its words change how each is read."""
    plain = [unicodedata.normalize("NFKC", word) for word in words]
    ends = list(accumulate(map(len, plain)))
    nodes = _nodes("".join(plain))
    sounds = [""] * len(words)
    places = _places("".join(plain), "".join(text for text, _ in nodes))
    at = 0
    for text, sound in nodes:
        sounds[min(bisect_right(ends, places[at]), len(words) - 1)] += sound
        at += len(text)
    return [Unit(word, sound) for word, sound in zip(words, sounds, strict=True)]


def _places(written: str, read: str) -> list[int]:
    """For each character that Open JTalk read, where it is written: numbers are read as other characters."""
    places: list[int] = []
    for _, a, b, c, d in SequenceMatcher(None, written, read, autojunk=False).get_opcodes():
        places += (min(a + step, max(a, b - 1)) for step in range(d - c))
    return [*places, 0]  # an empty node may come last


def _nodes(text: str) -> list[tuple[str, str]]:
    """The text's morphemes with their phonemes."""
    import pyopenjtalk  # noqa: PLC0415 - only with `make voices`

    found = []
    for node in pyopenjtalk.run_frontend(text, use_sudachi_kanji_yomi=False):
        written = unicodedata.normalize("NFKC", node["string"])
        mark = node["pos"] == "記号" or all(char in MARKS for char in written)
        found.append((written, marks(node["string"]) if mark else phonemes(node["pron"])))
    return found


def phonemes(kana: str) -> str:
    """The phonemes of spoken katakana."""
    kana = "".join(char for char in kana if char in KANA or char in "ンッ")
    sounds: list[str] = []
    for number, char in enumerate(kana):
        after = kana[number + 1 : number + 2]
        if char in _SMALL and number and kana[number - 1] in KANA and kana[number - 1] not in _SMALL:
            sounds[-1] = _joined(kana[number - 1], char)
        elif char in "ンッ":
            sounds.append("ʔ" if char == "ッ" else _nasal(KANA.get(after, "")))
        else:
            sounds.append(KANA[char])
    return "".join(sounds)


def _joined(kana: str, small: str) -> str:
    """A kana with the small one after it: one mora, such as キャ."""
    alone, vowel = KANA[kana], _SMALL[small]
    if kana in "アエオ":
        return alone + KANA[small]
    if small in "ャュョ" or (kana in _PALATAL and small == "ィ"):
        if kana == "ヴ" and small in "ャュョ":
            return "bʲ" + vowel
        return _PALATAL.get(kana, alone[:-1]) + vowel
    return _JOINED.get(kana, alone[:-1]) + vowel


def _nasal(after: str) -> str:
    return next((nasal for nasal, before in _NASALS if after and after[0] in before), "ɴ")
