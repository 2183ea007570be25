"""Replaces found pictures that look like an earlier scene's."""

from collections.abc import Sequence

from tasks.domain.story import Picture
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import alike
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import Draw, PictureChoice, joined, make_picture


def without_twins(
    pictures: Sequence[Picture],
    orders: Sequence[PictureChoice],
    draws: Sequence[Draw],
    output: OutputSpec,
    context: ProviderContext,
) -> tuple[Picture, ...]:
    """The pictures in order; of those that look alike, all but the first are replaced."""
    kept: list[Picture] = []
    for picture, order, draw in zip(pictures, orders, draws, strict=True):
        fresh = picture
        while is_twin(fresh, kept):
            left = order.found[[candidate.url for candidate in order.found].index(fresh.source) + 1 :]
            note = joined(picture.note, "A found picture looked like another scene's and was replaced.")
            made = None if order.made and order.made.first else order.made  # the first one has been tried
            rest = PictureChoice(seconds=order.seconds, found=left, made=made, note=note)
            fresh = make_picture(rest, output, context, draw)
        kept.append(fresh)
    return tuple(kept)


def is_twin(picture: Picture, others: Sequence[Picture]) -> bool:
    """Whether a found picture, or any frame of a found clip, looks like one of the others."""
    if picture.origin != "found":
        return False
    own = _hashes(picture)
    return any(alike(one, other) for shown in others for other in _hashes(shown) for one in own)


def _hashes(picture: Picture) -> list[str]:
    """Those of all that its scene shows."""
    own = [one for one in (picture.hash, *picture.also) if one]
    return own + [one for after in picture.then for one in _hashes(after)]
