"""A picture that is damaged in part is shown without that part, or refused with a reason."""

import io

import numpy as np
import pytest
from PIL import Image

from tasks.domain.errors import BadInput
from tasks.machine.media.picture_file import BROKEN, _reason, open_picture


def test_a_broken_colour_profile_is_left_out() -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 300), (200, 30, 30)).save(file, "PNG", icc_profile=b"no profile at all" * 20)
    picture = open_picture(file.getvalue(), (100, 100), "poster.png")
    assert picture.getpixel((5, 5)) == (200, 30, 30)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_picture_of_no_numbers_is_refused(value: float) -> None:
    pixels = np.zeros((300, 300), np.float32)
    pixels[7, 7] = value
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "TIFF")
    with pytest.raises(BadInput, match="no numbers"):
        open_picture(file.getvalue(), (100, 100), "sky.tiff")


@pytest.mark.parametrize("kind", [kind for kind in BROKEN if issubclass(kind, Exception)])
def test_a_reason_is_never_empty(kind: type[Exception]) -> None:
    assert len(_reason(kind())) > 10
