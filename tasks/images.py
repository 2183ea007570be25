"""Find a picture for every scene: the user's own where they fit, else one drawn for the sentence."""

import io
from collections.abc import Sequence

from PIL.Image import Image

from tasks.artwork.cards import draw, focus_in
from tasks.artwork.direction import CardPlan, direct
from tasks.artwork.thumbnail import thumbnail as draw_thumbnail
from tasks.domain.errors import BadInput
from tasks.domain.models import MARGIN, Artifact, Credit, Frozen, GivenPicture, OutputSpec, Palette, Picture
from tasks.machine.assets import AssetStore, assets
from tasks.machine.pictures import prepare
from tasks.providers.own_pictures import match
from tasks.stagecraft import telemetry
from tasks.stagecraft.stage import stage

COVER = 1920  # pixels of a cover's longer side, at most
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


class PictureOrder(Frozen):
    """What one scene is to show: the user's picture if it has one, and the card drawn if that cannot be used."""

    card: CardPlan
    given: GivenPicture | None = None


@stage(part_of="images")
def plan_images(
    narrations: tuple[str, ...], given: tuple[GivenPicture, ...], palette: Palette, seed: int
) -> tuple[PictureOrder, ...]:
    """Decide for the whole short at once what each scene shows, so that no two look alike."""
    telemetry.expect("images", len(narrations))
    return order_pictures(narrations, given, palette, seed)


@stage(retries=3, version=2)
def images(order: PictureOrder, output: OutputSpec) -> Picture:
    """Fetch and prepare one scene's picture for the renderer."""
    with telemetry.counting("images", "fetching") as count:
        picture = make_picture(order, output, assets())
        count(1)
    return picture


@stage(part_of="images", version=2)
def thumbnail(title: str, cards: tuple[CardPlan, ...], palette: Palette, seed: int, output: OutputSpec) -> Artifact:
    """Design the cover: the title, readable when small, and one subject."""
    shrink = min(1.0, COVER / max(output.width, output.height))
    size = round(output.width * shrink), round(output.height * shrink)
    image = draw_thumbnail(title, cards, seed=seed, palette=palette, size=size)
    return _jpeg(image, assets(), quality=92)


def order_pictures(
    narrations: Sequence[str], given: Sequence[GivenPicture], palette: Palette, seed: int
) -> tuple[PictureOrder, ...]:
    cards = direct(narrations, seed=seed, palette=palette)
    chosen = match([picture.name for picture in given], narrations)
    return tuple(
        PictureOrder(card=card, given=None if number is None else given[number])
        for card, number in zip(cards, chosen, strict=True)
    )


def make_picture(order: PictureOrder, output: OutputSpec, store: AssetStore) -> Picture:
    """A given picture that cannot be used is replaced by the scene's card, and the picture's note says so."""
    if order.given is None:
        return draw_card(order.card, output, store)
    try:
        ready = prepare(store.read(order.given.file), output, name=order.given.name)
    except BadInput as error:
        return draw_card(order.card, output, store, note=f"{error} A drawn scene replaces it.")
    return Picture(
        image=store.put(ready.jpeg, ".jpg"),
        focus=ready.focus,
        origin="given",
        credit=OWN.model_copy(update={"title": order.given.name}),
        note=ready.note,
    )


def draw_card(card: CardPlan, output: OutputSpec, store: AssetStore, note: str = "") -> Picture:
    width, height = (round(side * MARGIN / 2) * 2 for side in (output.width, output.height))
    image = draw(card, width=width, height=height)
    return Picture(
        image=_jpeg(image, store, quality=95),
        focus=focus_in(card, width, height),
        origin="drawn",
        credit=Credit(title="Scene card", author="Dailies", licence="CC0-1.0"),
        note=note,
    )


def _jpeg(image: Image, store: AssetStore, quality: int) -> Artifact:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return store.put(out.getvalue(), ".jpg")
