"""How a short looks: its colours, and the words on its screen."""

from enum import StrEnum


class Palette(StrEnum):
    auto = "auto"
    midnight = "midnight"
    tidepool = "tidepool"
    forest = "forest"
    plum = "plum"
    ember = "ember"
    ultramarine = "ultramarine"
    aubergine = "aubergine"
    petrol = "petrol"
    moss = "moss"
    cobalt = "cobalt"
    wine = "wine"
    lagoon = "lagoon"


class CaptionStyle(StrEnum):
    bold = "bold"  # capitals, heavy outline, the spoken word in the accent colour
    boxed = "boxed"  # the spoken word on a coloured box
    clean = "clean"  # sentence case, soft shadow, the spoken word in the accent colour
    spotlight = "spotlight"  # words wait dimmed, the spoken one lights up
