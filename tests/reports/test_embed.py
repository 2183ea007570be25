"""Data URIs hold the bytes they were made from, and thumbnails fit the given size."""

import base64
import io

import pytest
from PIL import Image

from tasks.reports.embed import data_uri, thumbnail_uri


def test_a_data_uri_holds_its_bytes() -> None:
    head, _, body = data_uri("image/png", bytes(range(256))).partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == bytes(range(256))


@pytest.mark.parametrize(("size", "fitted"), [((600, 300), (100, 50)), ((300, 900), (60, 180)), ((50, 40), (50, 40))])
def test_a_thumbnail_keeps_its_aspect_ratio_and_is_never_enlarged(
    size: tuple[int, int], fitted: tuple[int, int]
) -> None:
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 10, 10, 255)).save(out, "PNG")
    head, _, body = thumbnail_uri(out.getvalue(), (100, 180)).partition(",")
    assert head == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(body))) as image:
        assert (image.format, image.size) == ("JPEG", fitted)
