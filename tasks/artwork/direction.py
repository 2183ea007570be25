"""The whole short is planned before a card is drawn: no layout twice running, grounds in a rhythm, no two alike."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

from tasks.artwork.layouts.words import MAX_WORDS
from tasks.artwork.palettes import Ground, resolve
from tasks.artwork.plan import CardPlan
from tasks.artwork.sentence import Mentions, Thing, read_sentence
from tasks.domain.channel import Palette

__all__ = ["CardPlan", "direct"]

RHYTHM: tuple[Ground, ...] = (
    *("night", "key", "deep", "paper", "night", "second", "deep"),
    *("key", "night", "paper", "deep", "second", "night", "key"),
)
DARK_MOTIFS = ("contours", "rays", "bands", "grid", "sun", "dots")
LIGHT_MOTIFS = ("rays", "dots", "contours", "sun", "grid")
FLOORS = ("hill", "flat", "wave", "hill", "slope")
DROPS = (0, -50, 30, -25, 45)
STANDING = frozenset({"year", "group"})  # their subject meets the floor where it is drawn
FOCUS = {"hero": (0.5, 0.38), "peek": (0.5, 0.42), "words": (0.5, 0.36), "year": (0.5, 0.45), "place": (0.5, 0.38)}


def direct(narrations: Sequence[str], *, seed: int, palette: Palette) -> tuple[CardPlan, ...]:
    """One plan a scene. The same narrations, seed and palette give the same plans."""
    chosen = resolve(palette, seed)
    plans: list[CardPlan] = []
    used: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for turn, narration in enumerate(narrations):
        reading = read_sentence(narration)
        things = _fresh(reading, seen)
        before = plans[-1].layout if plans else ""
        option = min(_allowed(reading, things, turn), key=lambda option: _cost(option, before, used))
        plan = _plan(option, reading, things, chosen, turn, seed, plans)
        used[plan.layout] += 1
        seen.update(thing.icon for thing in plan.things)
        plans.append(plan)
    return tuple(plans)


def _fresh(reading: Mentions, seen: Counter[str]) -> tuple[Thing, ...]:
    """The sentence's things, those not yet shown first; a counted thing stays in front."""
    if reading.group:
        return reading.things
    return tuple(sorted(reading.things, key=lambda thing: seen[thing.icon]))


def _allowed(reading: Mentions, things: tuple[Thing, ...], turn: int) -> Iterator[tuple[int, str]]:
    """Layouts that this sentence may have, each with how well it tells it: lower is better."""
    words = len(reading.text.split())
    figure = reading.figure
    if reading.text.endswith("?") and words <= MAX_WORDS:
        yield 0, "words"
    if figure:
        kinds = {"year": "year", "percent": "percent", "clock": "clock", "ago": "since"}
        vague_year = figure.kind == "year" and figure.qualifier
        yield 0, "big" if vague_year else kinds.get(figure.kind, "big")
    if reading.group:
        yield 0, "group"
    if reading.place:
        yield 1, "place"
    if len(things) >= 3:
        yield 2, "trio"
    if len(things) >= 2:
        yield 2, "duo"
    if things:
        yield 3, ("hero", "peek")[turn % 2]
        yield 4, ("peek", "hero")[turn % 2]
    if words <= MAX_WORDS:
        yield 5, "words"
        yield 7, "statement"
    else:
        yield 5, "statement"
        if words <= MAX_WORDS + 3:
            yield 6, "words"


def _cost(option: tuple[int, str], before: str, used: Counter[str]) -> float:
    """Never the layout just seen where there is another; those seen often wear out."""
    rank, name = option
    return rank + (20 if name == before else 0) + 0.8 * used[name]


def _plan(
    option: tuple[int, str],
    reading: Mentions,
    things: tuple[Thing, ...],
    palette: Palette,
    turn: int,
    seed: int,
    before: Sequence[CardPlan],
) -> CardPlan:
    layout = option[1]
    ground = RHYTHM[turn % len(RHYTHM)]
    motifs = (
        LIGHT_MOTIFS if ground in {"key", "paper"} else ("stars", *DARK_MOTIFS) if ground == "night" else DARK_MOTIFS
    )
    alike = sum((plan.ground in {"key", "paper"}) == (ground in {"key", "paper"}) for plan in before)
    wanted = {"trio": 3, "duo": 2, "words": 0, "statement": 0, "percent": 0, "since": 0}.get(layout, 1)
    shown = things[:wanted]
    if layout == "big":
        # Beside a number stands only what it counts; anything else would say that it counts that.
        unit = reading.figure.unit.split() if reading.figure else []
        shown = tuple(thing for thing in things if thing.word in unit)[:1]
    return CardPlan(
        layout=layout,
        text=reading.text,
        palette=palette,
        ground=ground,
        motif=motifs[(alike + seed) % len(motifs)],
        floor="flat" if layout in STANDING else FLOORS[turn % len(FLOORS)],
        drop=0 if layout in STANDING else DROPS[turn % len(DROPS)],
        turn=turn,
        seed=zlib.crc32(f"{seed}/{turn}".encode()),
        things=shown,
        figure=reading.figure if layout in {"year", "percent", "clock", "since", "big"} else None,
        group=reading.group if layout == "group" else 0,
        place=reading.place if layout == "place" else "",
        focus=FOCUS.get(layout, (0.5, 0.4)),
    )
