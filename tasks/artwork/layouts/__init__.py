"""The layouts of cards, one module each: what a card shows between its sky and its floor.

To add one, write a module that defines LAYOUT and list it below. Layouts that have a floor draw it themselves, because
some subjects stand behind it and some in front.
"""

from tasks.artwork.layouts import (
    band,
    big,
    calendar,
    change,
    clock,
    compare,
    corner,
    discs,
    dots,
    duo,
    formula,
    group,
    headline,
    hero,
    listing,
    peek,
    percent,
    place,
    portrait,
    poster,
    quotation,
    ranking,
    route,
    score,
    share,
    since,
    span,
    spoken,
    statement,
    steps,
    trio,
    words,
    year,
)
from tasks.artwork.layouts.layout import Layout

# By name. If several fit a sentence equally well, the first one listed is chosen.
LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    for module in (
        words,
        formula,
        steps,
        change,
        score,
        compare,
        discs,
        share,
        span,
        route,
        ranking,
        calendar,
        year,
        percent,
        clock,
        since,
        dots,
        big,
        group,
        place,
        listing,
        trio,
        duo,
        hero,
        peek,
        portrait,
        quotation,
        poster,
        corner,
        headline,
        band,
        statement,
        spoken,
    )
}
SPOKEN = spoken.LAYOUT.name
