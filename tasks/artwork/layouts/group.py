"""A thing as many times as the sentence counts it: two to six."""

from tasks.artwork.layouts.common import floor, subject
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

PLACES = {  # by count: x, y and size of each
    2: ((345, 560, 470), (735, 830, 470)),
    3: ((540, 420, 430), (325, 830, 430), (755, 830, 430)),
    4: ((345, 450, 380), (735, 450, 380), (345, 880, 380), (735, 880, 380)),
    5: ((345, 400, 340), (735, 400, 340), (540, 665, 340), (345, 930, 340), (735, 930, 340)),
    6: ((345, 350, 310), (735, 350, 310), (345, 665, 310), (735, 665, 310), (345, 980, 310), (735, 980, 310)),
}


def draw(context: DrawingContext) -> None:
    for number, (x, y, size) in enumerate(PLACES[context.plan.group]):
        angle = (-6, 5, -3, 7, 0, -5)[number]
        subject(context, context.plan.things[0], x, y, size, angle=angle, entrance="drop", after=4 * number)
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 0 if mentions.group else None


LAYOUT = Layout("group", fits, draw, things=first_things(1), shows=frozenset({"group"}), flat_floor=True)
