"""Three things that the sentence names, each on a disc over its word."""

import re

import skia

from tasks.artwork.canvas import blur, dashed, fill, pill
from tasks.artwork.faces import in_capitals
from tasks.artwork.glyphs import flat
from tasks.artwork.layers import along
from tasks.artwork.layouts.common import floor
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions

SPOTS = ((325, 390), (740, 645), (330, 905))


def draw(context: DrawingContext) -> None:
    tones, scheme = context.tones, context.scheme
    path = skia.Path()
    path.moveTo(*SPOTS[0])
    path.cubicTo(780, 300, 860, 420, *SPOTS[1])
    path.cubicTo(640, 860, 560, 900, *SPOTS[2])
    with context.element("trace", at=(540, 650), matte=along(path, 24)) as part:
        part.canvas.drawPath(path, dashed(fade(scheme.text, 0.7), 8, 4, 24))
    sentence = context.plan.text.lower()
    things = sorted(context.plan.things[:3], key=lambda thing: sentence.find(thing.word))
    colours = [tone for tone in (tones.second, tones.key, tones.pale, tones.paper) if tone != scheme.sky[0]]
    for (x, y), thing, colour in zip(SPOTS, things, colours, strict=False):
        with context.element("pop", thing.word, (x, y), depth=1.05) as part:
            part.canvas.drawCircle(x + 8, y + 24, 200, blur(fade(tones.night, 0.5), 22))
            part.canvas.drawCircle(x, y, 200, fill(tones.paper))
            part.canvas.drawCircle(x, y, 187, fill(colour))
            flat(part.canvas, thing.icon, x, y - 12, 232, tones.deep)
            pill(part.canvas, in_capitals(re.sub(r"['’]s?$", "", thing.word)), x, y + 190, tones.paper, tones.deep)
    floor(context)


def fits(mentions: Mentions, _turn: int) -> float | None:
    return 2 if len(mentions.things) >= 3 else None


LAYOUT = Layout("trio", fits, draw, things=first_things(3))
