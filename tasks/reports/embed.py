"""Embeds files and thumbnails in pages as data URIs, so that a page is one file that can be sent anywhere."""

import base64
import io

from PIL import Image


def data_uri(kind: str, data: bytes) -> str:
    """The data as a URI. `kind` is its media type, like image/png."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def thumbnail_uri(picture: bytes, size: tuple[int, int], *, quality: int = 82) -> str:
    """A picture, shrunk to fit `size` (pixels), as the data URI of a JPEG."""
    with Image.open(io.BytesIO(picture)) as image:
        image.thumbnail(size)
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=quality)
    return data_uri("image/jpeg", out.getvalue())
