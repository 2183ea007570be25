"""Signs that are no letters: halves of one, which no file can hold, and orders to write a line backwards.

JSON and YAML can write half a letter alone, and the name of a file may hold bytes that are no letters. What writes such
a text later, a database or a page, fails. A line that is turned round shows another text than it holds.
"""

import re
from typing import Any

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def whole_letters(text: str) -> str:
    """The text, where two halves of a letter are joined and each half that stands alone is replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def legible(value: Any) -> Any:
    """The same value of JSON or YAML, in whose texts all letters are whole."""
    if isinstance(value, str):
        return whole_letters(value)
    if isinstance(value, list):
        return [legible(item) for item in value]
    if isinstance(value, dict):
        return {legible(name): legible(item) for name, item in value.items()}
    return value
