"""Brings a cover under YouTube's limit for thumbnails."""

import io

from PIL import Image

MAX_BYTES = 2_000_000


def small_enough(jpeg: bytes) -> bytes:
    """The cover unchanged if it fits, or else re-encoded at the highest quality that fits."""
    data = jpeg
    for quality in range(88, 20, -12):
        if len(data) <= MAX_BYTES:
            break
        with Image.open(io.BytesIO(jpeg)) as image:
            out = io.BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=quality)
        data = out.getvalue()
    return data
