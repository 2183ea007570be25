"""One file a layout: what stands between sky and floor. Each is a function of the scene; most call `floor` themselves,
since some subjects stand behind it and some before."""

from collections.abc import Callable

from tasks.artwork.layouts import (
    big,
    clock,
    duo,
    group,
    hero,
    peek,
    percent,
    place,
    since,
    statement,
    trio,
    words,
    year,
)
from tasks.artwork.plan import DrawingContext

LAYOUTS: dict[str, Callable[[DrawingContext], None]] = {
    "hero": hero.draw,
    "peek": peek.draw,
    "duo": duo.draw,
    "trio": trio.draw,
    "group": group.draw,
    "big": big.draw,
    "percent": percent.draw,
    "year": year.draw,
    "since": since.draw,
    "clock": clock.draw,
    "place": place.draw,
    "words": words.draw,
    "statement": statement.draw,
}
