"""The caption styles that a channel can choose from."""

from dataclasses import dataclass

from tasks.domain.channel import CaptionStyle
from tasks.machine.typefaces import ANTON, INTER, Face


@dataclass(frozen=True)
class Look:
    """One caption style: sizes are for a frame 1080 wide."""

    face: Face
    size: int
    capitals: bool
    outline: int = 0
    shadow: int = 0
    waiting: float = 1.0  # opacity of words that are not being spoken
    boxed: bool = False
    tinted: bool = True  # the spoken word takes the accent colour


LOOKS = {
    CaptionStyle.bold: Look(ANTON, 98, capitals=True, outline=7, shadow=6),
    CaptionStyle.boxed: Look(ANTON, 92, capitals=True, outline=6, boxed=True, tinted=False),
    CaptionStyle.clean: Look(INTER, 74, capitals=False, outline=2, shadow=14),
    CaptionStyle.spotlight: Look(INTER, 76, capitals=False, outline=3, shadow=12, waiting=0.5, tinted=False),
}
