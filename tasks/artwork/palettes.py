"""Colours: each palette has three hues, from which OKLCH makes every tone; text colours are chosen by contrast."""

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tasks.domain.channel import Palette

Ground = Literal["night", "deep", "key", "paper", "second"]
Colour = int  # 0xAARRGGBB, as Skia takes it

# ground hue, ground chroma, key hue, second hue (degrees, OKLCH)
HUES = {
    Palette.midnight: (268, 0.075, 83, 28),
    Palette.tidepool: (222, 0.060, 68, 172),
    Palette.forest: (158, 0.050, 98, 42),
    Palette.plum: (318, 0.075, 72, 205),
    Palette.ember: (22, 0.060, 80, 350),
    Palette.ultramarine: (277, 0.130, 118, 32),
    Palette.aubergine: (338, 0.075, 132, 22),
    Palette.petrol: (232, 0.055, 92, 8),
    Palette.moss: (128, 0.045, 88, 18),
    Palette.cobalt: (258, 0.130, 62, 350),
    Palette.wine: (8, 0.075, 84, 195),
    Palette.lagoon: (192, 0.055, 48, 15),
}
PLAIN: Ground = "paper"  # on which the body of every subject stands out
MIN_CONTRAST = 4.5  # WCAG, for text; large display type needs 3


@dataclass(frozen=True)
class Tones:
    """The colours of one palette, dark to light."""

    night: Colour
    deep: Colour
    mid: Colour
    dusk: Colour
    key: Colour
    key_low: Colour
    second: Colour
    second_mid: Colour
    second_low: Colour
    pale: Colour
    paper: Colour


@dataclass(frozen=True)
class Scheme:
    """The roles of the tones on one ground (sky colour). The floor is always dark enough for captions."""

    ground: Ground
    sky: tuple[Colour, Colour]  # top and bottom of its gradient
    text: Colour
    loud: Colour  # the tone that stands out most and is still readable on the sky
    body: tuple[Colour, Colour]  # a subject's gradient, top and bottom
    accents: tuple[Colour, Colour]
    floor: tuple[Colour, Colour, Colour]  # its layers, back to front

    @property
    def dark(self) -> bool:
        """Whether the sky is dark."""
        return self.ground not in {"key", "paper"}


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """An opaque colour of this lightness (0 to 1), chroma and hue (degrees); lowers the chroma until sRGB has it."""
    while True:
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        l3 = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        m3 = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        s3 = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        rgb = (
            4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3,
            -1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3,
            -0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3,
        )
        if chroma < 0.002 or all(-0.0005 <= v <= 1.0005 for v in rgb):
            break
        chroma -= 0.004
    levels = [round(255 * _encoded(min(1.0, max(0.0, v)))) for v in rgb]
    return 0xFF000000 | levels[0] << 16 | levels[1] << 8 | levels[2]


def _encoded(v: float) -> float:
    """sRGB's transfer function: linear light (0 to 1) to a level (0 to 1)."""
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


def fade(colour: Colour, alpha: float) -> Colour:
    """The colour at this opacity, 0 to 1."""
    return colour & 0xFFFFFF | round(alpha * 255) << 24


def contrast(a: Colour, b: Colour) -> float:
    """WCAG contrast ratio, 1 to 21."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    """WCAG relative luminance, 0 to 1."""

    def linear(level: int) -> float:
        v = level / 255
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(colour >> shift & 255) for shift in (16, 8, 0))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def resolve(palette: Palette, seed: int) -> Palette:
    """The palette itself; for `auto`, the one that the seed picks."""
    return palette if palette != Palette.auto else list(HUES)[seed % len(HUES)]


@cache
def tones(palette: Palette) -> Tones:
    """All tones of a palette, which must not be `auto` (see resolve)."""
    ground, chroma, key, second = HUES[palette]
    return Tones(
        night=oklch(0.17, chroma * 0.7, ground),
        deep=oklch(0.265, chroma, ground),
        mid=oklch(0.40, chroma * 1.25, ground),
        dusk=oklch(0.51, chroma * 1.25, ground),
        key=oklch(0.82, 0.155, key),
        key_low=oklch(0.72, 0.165, key - 14),
        second=oklch(0.67, 0.18, second),
        second_mid=oklch(0.635, 0.18, second - 4),
        second_low=oklch(0.54, 0.17, second - 8),
        pale=oklch(0.91, 0.05, key),
        paper=oklch(0.955, 0.018, key),
    )


@cache
def scheme(palette: Palette, ground: Ground) -> Scheme:
    """The roles of a palette's tones on one ground."""
    t = tones(palette)
    sky = {
        "night": (t.night, t.mid),
        "deep": (t.mid, t.dusk),
        "key": (t.key, t.key_low),
        "paper": (t.paper, t.pale),
        "second": (t.second, t.second_mid),
    }[ground]
    dark_body, light_body = (t.key, t.key_low), (t.second, t.second_low)
    text = _readable(sky, (t.paper, t.night), MIN_CONTRAST)
    floor = {
        "night": (t.mid, t.deep, t.night),
        "deep": (t.mid, t.deep, t.night),
        "key": (t.second_low, t.mid, t.deep),
        "paper": (t.mid, t.deep, t.night),
        "second": (t.mid, t.deep, t.night),
    }[ground]
    body = light_body if ground in {"key", "paper"} else dark_body
    own = {"key": t.key, "second": t.second, "paper": t.pale}.get(ground)
    return Scheme(
        ground=ground,
        sky=sky,
        text=text,
        loud=_readable(sky, (t.key, t.second, t.second_low, t.paper, t.night), 3.0, avoid=text),
        body=body,
        accents=_apart_from(
            own, (t.second if body == dark_body else t.key, t.pale), t.deep if own == t.pale else t.paper
        ),
        floor=floor,
    )


def dressed(palette: Palette, ground: Ground, worn: Ground | None) -> Scheme:
    """The roles on a ground for a subject that the card before showed on the ground `worn`: it keeps its colours.

    A detail that would have the tone of the new sky, and so look cut out, takes another one.
    """
    roles = scheme(palette, ground)
    if worn is None:
        return roles
    before, t = scheme(palette, worn), tones(palette)
    if before.body[0] in roles.sky:
        raise ValueError(f"what stood on {worn} would be lost on {ground}: plan the card on {PLAIN}")
    accents = list(before.accents)
    for number, accent in enumerate(accents):
        if accent in roles.sky:
            others = (t.second, t.key, t.deep, t.paper)
            accents[number] = next(tone for tone in others if tone not in {*roles.sky, *accents, before.body[0]})
    return replace(roles, body=before.body, accents=(accents[0], accents[1]))


def hides(palette: Palette, ground: Ground, worn: Ground | None) -> bool:
    """Whether what stood on the ground `worn` would have the tone of this one."""
    return worn is not None and scheme(palette, worn).body[0] in scheme(palette, ground).sky


def _apart_from(own: Colour | None, choices: tuple[Colour, Colour], other: Colour) -> tuple[Colour, Colour]:
    """The choices, with `other` in place of the ground's own tone: a part of a picture in that would look cut out."""
    first, second = (other if choice == own else choice for choice in choices)
    return first, second


def _readable(sky: tuple[Colour, Colour], choices: tuple[Colour, ...], minimum: float, avoid: Colour = 0) -> Colour:
    """The first choice, other than `avoid`, with at least this contrast to the whole sky; else the best one."""
    worst = {choice: min(contrast(choice, end) for end in sky) for choice in choices}
    for choice in choices:
        if worst[choice] >= minimum and choice != avoid:
            return choice
    return max(choices, key=lambda choice: worst[choice])


def accent(palette: Palette, seed: int) -> str:
    """The captions' accent colour as #rrggbb: the key tone, which stands out on every floor and on dark outlines."""
    return f"#{tones(resolve(palette, seed)).key & 0xFFFFFF:06x}"
