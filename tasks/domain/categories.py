"""YouTube's categories, which are the same in every country, by the first word of their names."""

from typing import Annotated

from pydantic import BeforeValidator

CATEGORIES = {
    "film": "1",
    "autos": "2",
    "music": "10",
    "pets": "15",
    "sports": "17",
    "travel": "19",
    "gaming": "20",
    "people": "22",
    "comedy": "23",
    "entertainment": "24",
    "news": "25",
    "howto": "26",
    "education": "27",
    "science": "28",
    "nonprofits": "29",
}


def _category(value: object) -> object:
    """The number of a category, which may be named; empty if there is none."""
    if value is None or value == "":
        return ""
    word = str(value).strip().lower()
    number = CATEGORIES.get(word, word)
    if isinstance(value, bool) or not isinstance(value, str | int) or number not in CATEGORIES.values():
        raise ValueError(f"write a category of YouTube: {', '.join(CATEGORIES)}, or its number")
    return number


Category = Annotated[str, BeforeValidator(_category)]
