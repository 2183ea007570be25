"""A cover within YouTube's limit for thumbnails: 2 MB."""

import io

from PIL import Image

MOST = 2_000_000


def small_enough(jpeg: bytes) -> bytes:
    """The cover as it is where it fits, else encoded again, coarser each time, until it does."""
    data = jpeg
    for quality in range(88, 20, -12):
        if len(data) <= MOST:
            break
        with Image.open(io.BytesIO(jpeg)) as image:
            out = io.BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=quality)
        data = out.getvalue()
    return data
