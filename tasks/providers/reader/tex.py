r"""Writes the short TeX formulas of a text out in plain signs ("$x^2$" as x²), and marks the others to be left out.

A formula that plain signs cannot write takes its sentence along: "the area is of it" would be a sentence that nobody
wrote. Dollars are money unless a formula stands between them.
"""

import re

from tasks.domain.text.reading import FORMULA
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.tags import LOWERED, RAISED

_DISPLAY = re.compile(r"\$\$(?P<dollars>.+?)\$\$|\\\[(?P<square>[^\]]*?)\\\]", re.DOTALL)
_INLINE = re.compile(
    r"(?<![\\\w$])\$(?P<dollars>[^\s$\d](?:[^$\n]{0,120}?[^\s\\$])?)\$(?![\w$])|\\\((?P<round>.{1,120}?)\\\)"
)
_TEX = re.compile(r"\\[A-Za-z]+|[\^_=]|^\s*[A-Za-z]['′]?\s*$|[A-Za-z\d]\s*[+*/<>-]\s*[A-Za-z\d]")
_SIGNS = {
    **{"times": "×", "cdot": "·", "div": "÷", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠"},
    **{"approx": "≈", "ne": "≠", "infty": "∞", "circ": "°", "pi": "π", "alpha": "α", "beta": "β", "gamma": "γ"},
    **{"delta": "δ", "Delta": "Δ", "lambda": "λ", "mu": "μ", "sigma": "σ", "omega": "ω", "Omega": "Ω", "theta": "θ"},
    **{"phi": "φ", "rho": "ρ", "epsilon": "ε", "tau": "τ", "eta": "η", "quad": " ", "left": " ", "right": " "},
}
_FRACTION = re.compile(r"\\[dt]?frac\{([\w.]+)\}\{([\w.]+)\}")
_ROOT = re.compile(r"\\sqrt\{?(\d+)\}?")
_TEXT = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname)\{([^{}]*)\}")
_SPACE = re.compile(r"\\[,;:! ]|~")
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_SMALL = re.compile(r"([\^_])(?:\{([^{}]*)\}|(\w)(?!\d))")
MAX_SIGNS = 30  # a longer formula is not listened to


def without_tex(text: str, draft: Draft) -> str:
    """The text with its short formulas in plain signs, and U+E0FF for each of the others, which the draft counts."""

    def display(found: re.Match[str]) -> str:
        inner = found["dollars"] if found["dollars"] is not None else found["square"]
        if found["square"] is not None and not _TEX.search(inner):
            return found[0]  # "\[old\]" is an escaped bracket
        before, after = text[: found.start()], text[found.end() :]
        if re.search(r"(?:\A|\n)[ \t]*\Z", before) and re.match(r"[ \t.]*(?:\n|\Z)", after):
            draft.leave("formula")
            return "\n\n"
        return _apart(found, _written(inner, draft))

    def inline(found: re.Match[str]) -> str:
        inner = found["dollars"] or found["round"] or ""
        return _apart(found, _written(inner, draft)) if _TEX.search(inner) else found[0]

    if "$" not in text and "\\" not in text:
        return text
    return _INLINE.sub(inline, _DISPLAY.sub(display, text))


def _apart(found: re.Match[str], plain: str) -> str:
    """The formula with a space where it would join a letter or digit beside it."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return f"{' ' if before.isalnum() else ''}{plain}{' ' if after.isalnum() else ''}"


def _written(tex: str, draft: Draft) -> str:
    """A formula in plain signs, or U+E0FF if they cannot write it, or it is too long to be said."""
    plain = _SPACE.sub(" ", _TEXT.sub(r" \1 ", tex))
    plain = _ROOT.sub(r"√\1 ", _FRACTION.sub(r" \1/\2 ", plain))
    plain = re.sub(r"\^\{?\\circ\}?", "°", plain)
    plain = _COMMAND.sub(lambda found: _SIGNS.get(found[1], found[0]), plain)
    plain = _SMALL.sub(_small, plain)
    plain = " ".join(re.sub(r"\s*([=×÷±≤≥≠≈<>+])\s*", r" \1 ", plain).split())
    plain = re.sub(r"(?<=[(\[]) | (?=[)\],.])", "", plain)
    if len(plain) > MAX_SIGNS or re.search(r"[\\{}^_$&|]", plain):
        draft.leave("formula")
        return FORMULA
    return plain


def _small(found: re.Match[str]) -> str:
    """A raised or lowered sign; as written if there is no such sign in Unicode."""
    inner = (found[2] if found[2] is not None else found[3]).strip()
    signs = RAISED if found[1] == "^" else LOWERED
    moved = inner.translate(signs)
    return moved if inner and all(ord(char) in signs for char in inner) else found[0]
