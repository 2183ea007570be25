"""What a picture may be, and what reading it may cost."""

from typing import Final

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
NAMES: Final = "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC"
MAX_PIXELS = (
    50_000_000  # that are decoded; of a larger JPEG, a decoder reads a half, a quarter or an eighth of each side
)
MIN_SIDE = 200  # pixels; smaller pictures look too blurred on a phone
MEMORY = 512 << 20  # bytes of address space for the child
SECONDS = 10  # of CPU for one picture
AT_ONCE = 2
MAX_HEAD = 1 << 20  # bytes of a message without its pixels
