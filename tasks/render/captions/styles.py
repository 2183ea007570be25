"""The style sheets of the caption styles that a channel can choose from."""

from dataclasses import dataclass

from tasks.domain.channel import CaptionStyle
from tasks.machine.media.typefaces import ANTON, INTER, Face


@dataclass(frozen=True)
class StyleSheet:
    """One caption style. Sizes are in pixels of a frame 1080 wide."""

    face: Face
    size: int
    capitals: bool
    outline: int = 0
    shadow: int = 0
    waiting: float = 1.0  # opacity of the words that are not spoken now
    boxed: bool = False  # whether the spoken word has a box behind it
    tinted: bool = True  # whether the spoken word takes the accent colour


STYLES = {
    CaptionStyle.bold: StyleSheet(ANTON, 98, capitals=True, outline=7, shadow=6),
    CaptionStyle.boxed: StyleSheet(ANTON, 92, capitals=True, outline=6, boxed=True, tinted=False),
    CaptionStyle.clean: StyleSheet(INTER, 74, capitals=False, outline=2, shadow=14),
    CaptionStyle.spotlight: StyleSheet(INTER, 76, capitals=False, outline=3, shadow=12, waiting=0.5, tinted=False),
}
