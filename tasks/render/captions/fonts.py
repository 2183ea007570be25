"""Loads caption fonts for Pillow, and reports text that no font can show before anything is paid for."""

import unicodedata
from functools import cache

from PIL import ImageFont, features

from tasks.domain.errors import BadInput, SetupError
from tasks.domain.words import split_words
from tasks.machine.media.typefaces import ANTON, INTER, Face, fallbacks, missing

MAX_UNSET = 0.1  # share of words with missing characters, above which captions are useless
# Samples of scripts that the installed fonts may lack, by language code.
SAMPLES = {"bo": "བོད", "chr": "ᏣᎳᎩ", "dv": "ދިވެހި", "dz": "རྫོང", "iu": "ᐃᓄᒃ", "nqo": "ߒߞߏ", "sat": "ᱥᱟᱱ"}


def check_fonts() -> None:
    """Raises SetupError if Pillow lacks raqm or a font file is missing."""
    if not features.check("raqm"):
        raise SetupError(
            "This Pillow was built without raqm and cannot shape complex scripts.",
            advice="Install Pillow from its official wheel.",
        )
    for face in (ANTON, INTER, *fallbacks()):
        if not face.path.is_file():
            raise SetupError(f"The font {face.file} is missing.", advice=f"Reinstall the package {face.package}.")


@cache
def load(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """The face as a Pillow font of `size` pixels, at the face's weight and the optical size that fits."""
    font = ImageFont.truetype(str(face.path), size, face.index, layout_engine=ImageFont.Layout.RAQM)
    if face.weight:
        axes = [axis["name"] for axis in font.get_variation_axes()]
        values = [face.weight if b"Weight" in name else size for name in axes]
        limits = [(axis["minimum"], axis["maximum"]) for axis in font.get_variation_axes()]
        font.set_variation_by_axes(
            [min(max(v, low or 0), high or v) for v, (low, high) in zip(values, limits, strict=True)]
        )
    return font


def check_language(language: str) -> None:
    """Raises BadInput for a language code (ja, zh-CN) whose script no installed font has."""
    if lacking := missing(SAMPLES.get(language.partition("-")[0], "")):
        raise BadInput(
            f"Captions in {language!r} cannot be shown: no installed font has {_scripts(lacking)}.",
            advice="Choose another language.",
        )


def check_text(text: str) -> str:
    """A note on the characters that captions leave out, or an empty string.

    Raises BadInput if more than MAX_UNSET of the words have some.
    """
    written = split_words(text)
    unset = [word for word in dict.fromkeys(written) if missing(word)]
    if not unset:
        return ""
    lacking = missing(" ".join(unset))
    share = sum(word in unset for word in written) / len(written)
    if share > MAX_UNSET:
        raise BadInput(
            f"{share:.0%} of the script's words cannot be shown: no installed font has {_scripts(lacking)}.",
            advice="Write the script in another alphabet.",
        )
    return left_out("Captions leave", text)


def left_out(what: str, text: str) -> str:
    """A note on the characters that no font has, beginning with `what`, or an empty string."""
    lacking = missing(text)
    return f"{what} out {' '.join(lacking)}, which no installed font has." if lacking else ""


def _scripts(chars: str) -> str:
    """The first words of the characters' Unicode names, which mostly name the script: CJK, HIRAGANA, HANGUL."""
    return ", ".join(dict.fromkeys(unicodedata.name(char, "unknown").split()[0] for char in chars))
