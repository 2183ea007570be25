"""Measures how alike two shorts of a channel are: platforms demote channels whose videos are one template.

A published short leaves a fingerprint of a few hundred bytes. A new one is compared with those of the channel's last
shorts, part by part.
"""

import re
import zlib
from collections.abc import Sequence
from datetime import date

from pydantic import Field

from tasks.domain.edition import Edition
from tasks.domain.text.prose import content_words, stems
from tasks.domain.text.vocabulary import LANGUAGES
from tasks.domain.values import Frozen

LAST = 60  # shorts of a channel that a new one is compared with
BOUND = 0.45  # above it, a viewer would take two shorts for one
WEIGHTS = {"hook": 0.2, "structure": 0.15, "pictures": 0.2, "cover": 0.15, "wording": 0.2, "music": 0.1}
SHINGLE = 3  # words
HASHES = 48  # minima that describe a text: shares of shared shingles are exact to about 0.1
NEAR = 8  # of 64 bits: pictures whose hashes differ in no more look the same
LONGER = 0.25  # scenes whose lengths differ by a larger share are not the same
_PRIME = (1 << 61) - 1


class Fingerprint(Frozen):
    """What is remembered of a published short. Hashes are hexadecimal; `lengths` are the scenes' in seconds."""

    run_key: str
    title: str
    day: date
    seed: int
    hook: tuple[str, ...]  # stems
    wording: tuple[int, ...]
    moves: tuple[str, ...]
    cuts: tuple[str, ...]
    lengths: tuple[float, ...]
    layouts: tuple[str, ...]  # of each scene: its card's layout, or "photo"
    pictures: tuple[str, ...]
    cover: str  # its layout
    cover_hash: str
    music: str


class Likeness(Frozen):
    """How alike a short is to the one of the channel's last that it resembles most: 0 to 1, in all and by part."""

    whole: float = 0.0
    parts: dict[str, float] = Field(default_factory=dict)
    title: str = ""
    day: date | None = None

    @property
    def warning(self) -> str:
        """What to tell the channel's owner; empty within the bound."""
        if self.whole <= BOUND:
            return ""
        alike = [f"{part} {share:.0%}" for part, share in self.parts.items() if share > BOUND]
        return (
            f"This short is {self.whole:.0%} like the channel's {self.title!r} of {self.day} ({', '.join(alike)}); "
            f"above {BOUND:.0%}, platforms may treat a channel as repetitive. Give it another subject, text or --seed."
        )


def fingerprint(edition: Edition, seed: int, layouts: Sequence[str], cover_hash: str) -> Fingerprint:
    """The fingerprint of a short. `layouts` has one name a scene: its card's, or "photo"."""
    timeline, script, music = edition.timeline, edition.story.script, edition.timeline.sound.music
    return Fingerprint(
        run_key=edition.run_key,
        title=script.title,
        day=edition.day,
        seed=seed,
        hook=tuple(sorted(set(_stems(script.hook, edition.language)))),
        wording=minima(script.script),
        moves=tuple(shot.motion.kind for shot in timeline.shots),
        cuts=tuple(shot.transition.kind for shot in timeline.shots),
        lengths=tuple(round(shot.frames / timeline.output.fps, 1) for shot in timeline.shots),
        layouts=tuple(layouts),
        pictures=tuple(sorted({picture.hash or picture.image.sha256[:16] for picture in edition.pictures})),
        cover=edition.cover,
        cover_hash=cover_hash,
        music="" if music is None else music.file.sha256 if music.file else f"{music.mood}/{music.seed}",
    )


def likeness(new: Fingerprint, last: Sequence[Fingerprint]) -> Likeness:
    """The likeness to the most similar of the others; none for a first short. Its own entry does not count."""
    found = [_compared(new, other) for other in last if other.run_key != new.run_key]
    return max(found, key=lambda like: like.whole, default=Likeness())


def _compared(new: Fingerprint, other: Fingerprint) -> Likeness:
    parts = {
        "hook": _shared(set(new.hook), set(other.hook)),
        "structure": _structure(new, other),
        "pictures": _pictures(new.pictures, other.pictures),
        "cover": 1.0 if _near(new.cover_hash, other.cover_hash) else 0.0,
        "wording": _agreement(new.wording, other.wording),
        "music": float(bool(new.music) and new.music == other.music),
    }
    # The same words in other colours are still the same short.
    whole = max(parts["wording"], sum(WEIGHTS[part] * share for part, share in parts.items()))
    shown = {part: round(share, 3) for part, share in parts.items()}
    return Likeness(whole=round(whole, 3), parts=shown, title=other.title, day=other.day)


def minima(text: str) -> tuple[int, ...]:
    """A text's MinHash: for each of HASHES hash functions, the least value among its runs of SHINGLE words."""
    words = re.findall(r"\w+", text.lower())
    runs = {zlib.crc32(" ".join(words[at : at + SHINGLE]).encode()) for at in range(max(1, len(words) - SHINGLE + 1))}
    return tuple(
        min((value * (2 * n + 1) * 0x9E3779B1 + n * 0x85EBCA6B) % _PRIME & 0xFFFFFFFF for value in runs)
        for n in range(1, HASHES + 1)
    )


def _stems(text: str, language: str) -> list[str]:
    known = language.partition("-")[0] in LANGUAGES
    return stems(content_words(text, language), language) if known else re.findall(r"\w+", text.lower())


def _shared(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _agreement(a: Sequence[int], b: Sequence[int]) -> float:
    return sum(x == y for x, y in zip(a, b, strict=False)) / max(len(a), len(b), 1)


def _structure(new: Fingerprint, other: Fingerprint) -> float:
    """The share of scenes that have the other's move, cut, layout and about its length in the same place."""

    def scenes(print_: Fingerprint) -> list[tuple[str, str, float]]:
        return list(zip(print_.moves, print_.cuts, print_.lengths, strict=True))

    a, b = scenes(new), scenes(other)
    alike = sum(
        x[:2] == y[:2] and abs(x[2] - y[2]) <= LONGER * max(x[2], y[2]) for x, y in zip(a, b, strict=False)
    ) / max(len(a), len(b), 1)
    layouts = sum(x == y for x, y in zip(new.layouts, other.layouts, strict=False))
    return (alike + layouts / max(len(new.layouts), len(other.layouts), 1)) / 2


def _pictures(new: Sequence[str], other: Sequence[str]) -> float:
    """The share of the new pictures that look like one of the others."""
    return sum(any(_near(a, b) for b in other) for a in new) / max(1, len(new))


def _near(a: str, b: str) -> bool:
    return bool(a and b) and (int(a, 16) ^ int(b, 16)).bit_count() <= NEAR
