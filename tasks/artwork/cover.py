"""Makes a short's cover and stores it: the title, and one subject or the film's best photograph."""

from collections.abc import Sequence

import cv2
import numpy as np

from tasks.artwork.best_photo import best_photo
from tasks.artwork.cards import store_jpeg
from tasks.artwork.thumbnail import thumbnail
from tasks.domain.channel import Palette
from tasks.domain.edition import Cover
from tasks.domain.film.variety import Manner
from tasks.domain.story import Picture, Script
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import likeness
from tasks.machine.storage.assets import AssetStore

MAX_SIDE = 1920  # pixels of a cover's longer side


def design_cover(
    words: Script,
    pictures: Sequence[Picture],
    palette: Palette,
    way: Manner,
    output: OutputSpec,
    language: str,
    store: AssetStore,
) -> Cover:
    """The cover of a film, in its shape, and at most MAX_SIDE large."""
    shrink = min(1.0, MAX_SIDE / max(output.width, output.height))
    drawn = thumbnail(
        words.title,
        seed=way.seed,
        palette=palette,
        size=(round(output.width * shrink), round(output.height * shrink)),
        language=language,
        narration=words.script,
        photo=best_photo(pictures, store),
        last=way.covers,
    )
    pixels = np.asarray(cv2.cvtColor(np.asarray(drawn.image), cv2.COLOR_RGB2BGR), np.uint8)
    image = store_jpeg(pixels, store, quality=92)
    return Cover(image=image, layout=drawn.layout, hash=likeness(drawn.image))
