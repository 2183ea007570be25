"""One file a layout: what stands between sky and floor. Most draw the floor themselves, since some subjects stand
behind it and some before.

A new layout is a module here that defines LAYOUT, and its place in the tuple below.
"""

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
from tasks.artwork.layouts.layout import Layout

# By name. Of layouts that fit a sentence equally well, the first here is chosen.
LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    for module in (words, year, percent, clock, since, big, group, place, trio, duo, hero, peek, statement)
}
