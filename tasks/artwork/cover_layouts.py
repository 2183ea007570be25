"""The layouts of covers: each paints what stands behind a title, and says where and in which colours it is set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import skia

from tasks.artwork import backdrop
from tasks.artwork.canvas import Canvas, box, fill, gradient
from tasks.artwork.glyphs import art
from tasks.artwork.palettes import Colour, Scheme, Tones, fade

PHOTO_BAND = 0.74  # opacity of the dark below a title on a photograph: white stays readable on a white sky
NUMBER_SHARE = 0.55  # of the title's height that a large number takes


@dataclass(frozen=True)
class CoverPlan:
    """Positions on a cover of `width` x `height` units.

    The title's box starts at (left, top); its width and height are `beside` next to a subject and `alone` without one.
    `subject` is the subject's centre and size. `low` (left, top, width, height) is the title's box on a photograph.
    `split` is the same on a panel, `panel` the panel's right and lower edge, and `pane` the subject beside it.
    """

    width: int
    height: int
    left: int
    top: int
    beside: tuple[int, int]
    alone: tuple[int, int]
    subject: tuple[int, int, int]
    low: tuple[int, int, int, int]
    split: tuple[int, int, int, int]
    panel: tuple[int, int]
    pane: tuple[int, int, int]


TALL = CoverPlan(
    1080, 1920, 90, 210, beside=(900, 700), alone=(900, 1200), subject=(550, 1400, 800), low=(90, 1080, 900, 560),
    split=(90, 180, 900, 620), panel=(1080, 900), pane=(540, 1370, 720),
)  # fmt: skip
SQUARE = CoverPlan(
    1080, 1080, 70, 60, beside=(940, 440), alone=(940, 900), subject=(660, 790, 480), low=(70, 560, 940, 460),
    split=(70, 50, 940, 470), panel=(1080, 560), pane=(540, 820, 430),
)  # fmt: skip
WIDE = CoverPlan(
    1920, 1080, 90, 90, beside=(920, 880), alone=(1700, 880), subject=(1490, 560, 780), low=(90, 480, 1740, 530),
    split=(90, 90, 900, 880), panel=(1080, 1080), pane=(1500, 540, 700),
)  # fmt: skip


@dataclass(frozen=True)
class Photo:
    """A photograph (skia.Image) and the point to keep in view, as shares of its width and height."""

    image: Any
    focus: tuple[float, float]


@dataclass(frozen=True)
class Cover:
    """What a layout paints with. `icon` is what the title names, or empty; `seed` varies what chance decides."""

    canvas: Canvas
    plan: CoverPlan
    tones: Tones
    roles: Scheme
    seed: int
    icon: str = ""
    photo: Photo | None = None

    @property
    def whole(self) -> tuple[float, float, float, float]:
        return 0, 0, self.plan.width, self.plan.height


@dataclass(frozen=True)
class Setting:
    """A title's box, its colours, where its lines gather, and what marks its loudest line."""

    left: float
    top: float
    width: float
    height: float
    plain: Colour
    loud: Colour
    mark: Literal["bar", "underline", "none"] = "none"
    gathers: Literal["top", "middle", "bottom"] = "middle"


def rays(cover: Cover) -> Setting:
    """The subject at the centre of rays on the key colour; the loudest line stands on a dark bar."""
    canvas, plan = cover.canvas, cover.plan
    canvas.save()
    if cover.icon:
        # The rays must start at the subject, but the sky draws them from its own middle.
        canvas.translate(plan.subject[0] - 540, plan.subject[1] - 720 if plan is not TALL else 0)
    backdrop.sky(canvas, cover.tones, cover.roles, "rays", np.random.default_rng(cover.seed))
    canvas.restore()
    if cover.icon:
        art(canvas, cover.icon, *plan.subject, cover.tones, cover.roles, angle=-6)
    else:
        canvas.drawPaint(gradient(0, cover.roles.floor[0], 0.6 * plan.height, plan.height))
    width, height = plan.beside if cover.icon else plan.alone
    tall = plan is TALL
    top = plan.top + (150 if tall and not cover.icon else 0)
    gathers: Literal["top", "middle"] = "top" if tall else "middle"
    return Setting(plan.left, top, width, height, cover.tones.night, cover.tones.key, "bar", gathers)


def spot(cover: Cover) -> Setting:
    """The subject in a pool of light on a dark ground."""
    canvas, plan, tones = cover.canvas, cover.plan, cover.tones
    x, y, size = plan.subject
    canvas.drawPaint(gradient(tones.night, tones.deep, 0, plan.height))
    for share, alpha in ((0.64, 0.25), (0.57, 0.4), (0.5, 1.0)):
        canvas.drawCircle(x, y, share * size, fill(fade(tones.key, alpha)))
    art(canvas, cover.icon, x, y, 0.8 * size, tones, cover.roles, angle=5)
    return Setting(
        plan.left, plan.top, *plan.beside, tones.paper, tones.key, "none", "top" if plan is TALL else "middle"
    )


def split(cover: Cover) -> Setting:
    """A dark panel with the title; the rest belongs to the photograph or the subject."""
    canvas, plan, tones = cover.canvas, cover.plan, cover.tones
    right, bottom = plan.panel
    pane = (right if plan is WIDE else 0, 0 if plan is WIDE else bottom, plan.width, plan.height)
    if cover.photo:
        _place(canvas, cover.photo, pane)
    else:
        canvas.drawRect(box(*pane), gradient(*cover.roles.sky, 0, plan.height))
        art(canvas, cover.icon, *plan.pane, tones, cover.roles, angle=-4)
    canvas.drawRect(box(0, 0, right, bottom), fill(tones.night))
    edge = (right - 14, 0, right, bottom) if plan is WIDE else (0, bottom - 14, right, bottom)
    canvas.drawRect(box(*edge), fill(tones.key))
    return Setting(*plan.split, tones.paper, tones.key)


def photo(cover: Cover) -> Setting:
    """The photograph fills the cover; the title stands on the dark into which its lower part turns."""
    if cover.photo is None:
        raise ValueError("the layout photo needs a photograph")
    canvas, plan, night = cover.canvas, cover.plan, cover.tones.night
    _place(canvas, cover.photo, cover.whole)
    top = plan.low[1]
    canvas.drawRect(
        box(0, top - 260, plan.width, top + 1), gradient(fade(night, 0), fade(night, PHOTO_BAND), top - 260, top)
    )
    canvas.drawRect(box(0, top, plan.width, plan.height), fill(fade(night, PHOTO_BAND)))
    return Setting(*plan.low, cover.tones.paper, cover.tones.key)


def type_alone(cover: Cover) -> Setting:
    """Type as large as it can be, on a dark ground with a quiet motif; a line under the loudest words."""
    canvas, plan, tones = cover.canvas, cover.plan, cover.tones
    canvas.drawPaint(gradient(tones.deep, tones.night, 0, plan.height))
    motif = ("contours", "dots", "bands", "grid")[cover.seed // 5 % 4]
    tone = tones.paper
    backdrop.MOTIFS[motif](canvas, lambda alpha: fade(tone, 0.5 * alpha), np.random.default_rng(cover.seed))
    return Setting(plan.left, plan.top, *plan.alone, tones.paper, tones.key, "underline")


def number(cover: Cover) -> Setting:
    """The title's number, far larger than the rest; `thumbnail` draws it above this box."""
    canvas, plan, tones = cover.canvas, cover.plan, cover.tones
    canvas.drawPaint(gradient(tones.second_low, tones.night, -0.2 * plan.height, 0.9 * plan.height))
    width, height = plan.alone
    above = NUMBER_SHARE * height
    return Setting(plan.left, plan.top + above, width, height - above, tones.paper, tones.paper, "none", "top")


LAYOUTS: Mapping[str, Callable[[Cover], Setting]] = {
    "rays": rays,
    "spot": spot,
    "split": split,
    "photo": photo,
    "type": type_alone,
    "number": number,
}


def layout_for(*, subject: bool, photo: bool, figure: bool, seed: int, last: Sequence[str] = ()) -> str:
    """The layout of a cover: what suits the subject, and was used longest ago in the `last` covers (newest first).

    A picture of what the title names or a photograph comes first; without either, type fills the cover.
    """
    suiting = [
        *(["rays", "spot", "split"] if subject else []),
        *(["photo", "split"] if photo else []),
        *([] if subject or photo else ["type", "rays"]),
        *(["number"] if figure else []),
    ]
    names = list(dict.fromkeys(suiting))
    turned = [names[(seed // 7 + at) % len(names)] for at in range(len(names))]
    return max(turned, key=lambda name: last.index(name) if name in last else len(last))


def _place(canvas: Canvas, photo: Photo, area: tuple[float, float, float, float]) -> None:
    """Fill an area (left, top, right, bottom) with a photograph, cropped around its focus."""
    left, top, right, bottom = area
    wide, high = photo.image.width(), photo.image.height()
    scale = max((right - left) / wide, (bottom - top) / high)
    w, h = (right - left) / scale, (bottom - top) / scale
    x = min(max(0.0, photo.focus[0] * wide - w / 2), wide - w)
    y = min(max(0.0, photo.focus[1] * high - h / 2), high - h)
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    canvas.drawImageRect(photo.image, box(x, y, x + w, y + h), box(*area), sampling, skia.Paint())
