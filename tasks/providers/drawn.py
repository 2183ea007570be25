"""Scene cards as a source of pictures: it finds nothing, so every scene shows the card that is drawn for it."""

from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="drawn",
    title="Drawn scenes",
    gives="a card for every sentence: icons, maps, numbers, diagrams, type",
    on_auto=frozenset({"pictures"}),
)
