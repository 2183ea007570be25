"""The type of captions: loaded for Pillow, and what no face can show is said before it is paid for."""

import unicodedata
from functools import cache

from PIL import ImageFont, features

from tasks.domain.errors import BadInput, SetupError
from tasks.machine.media.typefaces import ANTON, FALLBACKS, INTER, Face, missing

MAX_UNSET = 0.1  # of the words: above it captions are no captions
# What is written in scripts that the faces may have no letters of.
WRITTEN = {"ja": "ひらがな", "ko": "한국어", "yue": "粵語", "zh": "中文"}


def check_fonts() -> None:
    """Raises SetupError when type cannot be set as it should be."""
    if not features.check("raqm"):
        raise SetupError("This Pillow cannot shape complex scripts (raqm).", advice="Install Pillow's own wheel.")
    for face in (ANTON, INTER, *FALLBACKS):
        if not face.path.is_file():
            raise SetupError(f"The font {face.file} is missing.", advice=f"Install the package {face.package} again.")


@cache
def load(face: Face, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(face.path), size, layout_engine=ImageFont.Layout.RAQM)
    if face.weight:
        axes = [axis["name"] for axis in font.get_variation_axes()]
        values = [face.weight if b"Weight" in name else size for name in axes]
        limits = [(axis["minimum"], axis["maximum"]) for axis in font.get_variation_axes()]
        font.set_variation_by_axes(
            [min(max(v, low or 0), high or v) for v, (low, high) in zip(values, limits, strict=True)]
        )
    return font


def check_language(language: str) -> None:
    """Raises BadInput for a language (a code such as ja or zh-CN) whose script no face has."""
    if lacking := missing(WRITTEN.get(language.partition("-")[0], "")):
        raise BadInput(
            f"Captions in {language!r} could not be shown: no font here has {_scripts(lacking)}.",
            advice="Choose another language.",
        )


def check_text(text: str) -> str:
    """A note on the words that captions cannot show whole, or nothing. Raises BadInput where they are many."""
    words = text.split()
    unset = [word for word in dict.fromkeys(words) if missing(word)]
    if not unset:
        return ""
    lacking = missing(" ".join(unset))
    share = sum(word in unset for word in words) / len(words)
    if share > MAX_UNSET:
        raise BadInput(
            f"{share:.0%} of the script's words could not be shown: no font here has {_scripts(lacking)}.",
            advice="Write it in other letters.",
        )
    return left_out("Captions leave", text)


def left_out(what: str, text: str) -> str:
    """A note on the characters that no font has, or nothing."""
    lacking = missing(text)
    return f"{what} out {' '.join(lacking)}, which no font here has." if lacking else ""


def _scripts(chars: str) -> str:
    """What Unicode calls them, as far as names tell: CJK, HIRAGANA, HANGUL."""
    return ", ".join(dict.fromkeys(unicodedata.name(char, "unknown").split()[0] for char in chars))
