"""Reads what people write into a channel's file as they mean it: times of day, lists on one line, names of accounts."""

import math
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

CLOCK = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?")
ACCOUNT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ACCOUNT = 32  # characters


def _clock_time(value: object) -> object:
    """A time of day as HH:MM; 6:30 and the hour alone will do."""
    if isinstance(value, str | int) and (found := CLOCK.fullmatch(str(value).strip())):
        return f"{int(found[1]):02}:{found[2] or '00'}"
    raise ValueError('write a time of day from 00:00 to 23:59, such as "06:00"')


def _clock_time_or_none(value: object) -> object:
    return "" if value is None or value == "" else _clock_time(value)


def _hashtags(value: object) -> object:
    """A list of hashtags, which may also be one line; the sign may be left out."""
    items = re.split(r"[\s,]+", value) if isinstance(value, str) else value
    if items is None:
        return ()
    if not isinstance(items, list | tuple) or not all(isinstance(item, str | int) for item in items):
        raise ValueError("write a list of hashtags, such as [science, SpaceFacts]")
    words = [str(item).strip().lstrip("#") for item in items]
    if wrong := [word for word in words if word and not re.fullmatch(r"\w+", word)]:
        raise ValueError(f"{wrong[0]!r} is no hashtag: use letters, digits and _ only")
    return tuple(dict.fromkeys(f"#{word}" for word in words if word))


def _chain(value: object) -> object:
    """A list of vendors, which YAML can also write as a list."""
    return ", ".join(value) if isinstance(value, list) and all(isinstance(name, str) for name in value) else value


def _publishers(value: object) -> object:
    """A list of publishers, which may also be one line; naming one twice changes nothing."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("write a list of publishers, such as [folder, youtube]")
    return tuple(dict.fromkeys(name for item in items if (name := item.strip())))


def one_publisher(data: object) -> object:
    """Take `publisher: youtube`, as channel files had it until 0.2, for a list of one."""
    if not isinstance(data, dict) or "publisher" not in data:
        return data
    if "publishers" in data:
        raise ValueError("publisher and publishers say the same: keep publishers")
    return {**{name: value for name, value in data.items() if name != "publisher"}, "publishers": data["publisher"]}


def _account(value: object) -> object:
    """An account's name, which becomes part of the names of its keys."""
    if not isinstance(value, str):
        raise ValueError('write a name such as "science"')  # noqa: TRY004 - pydantic reports these
    name = re.sub(r"[\s_-]+", "-", value.strip().lower())
    if name and (len(name) > MAX_ACCOUNT or not ACCOUNT.fullmatch(name)):
        raise ValueError(f'write a name of at most {MAX_ACCOUNT} letters, digits and hyphens, such as "science"')
    return name


def _prices(value: object) -> object:
    """USD by the name of the setting that each price replaces."""
    if not isinstance(value, Mapping):
        raise ValueError("write a price for a setting, such as {OPENAI_USD_PER_MILLION_IN: 0.10}")  # noqa: TRY004 - pydantic reports these
    return {str(name).strip().upper(): _usd(str(name), price) for name, price in value.items()}


def _usd(name: str, price: object) -> float:
    try:
        usd = float(str(price))
    except ValueError:
        usd = -1.0
    if not 0 <= usd < math.inf:
        raise ValueError(f"write the price {name} in US dollars, such as 0.10")
    return usd


def film_or_none(value: object) -> object:
    """What is reviewed, which was once true or false, in the words that it has now; anything else as it is."""
    word = str(value).strip().lower()
    return "film" if word in {"true", "yes", "on", "y", "t", "1"} else "none" if word in _NO else value


def both_or_none(value: object) -> object:
    """What is looked at, of a word that YAML took for true or false; anything else as it is."""
    word = str(value).strip().lower()
    return "both" if word in {"true", "yes", "on"} else "none" if word in _NO else value


_NO = {"false", "no", "off", "n", "f", "0"}


def account_variable(variable: str, account: str) -> str:
    """The environment variable of an account's key: YOUTUBE_TOKEN_SCIENCE for YOUTUBE_TOKEN and science."""
    return f"{variable}_{account.upper().replace('-', '_')}" if account else variable


ClockTime = Annotated[str, BeforeValidator(_clock_time)]
MaybeClockTime = Annotated[str, BeforeValidator(_clock_time_or_none)]
Hashtags = Annotated[tuple[str, ...], BeforeValidator(_hashtags)]
Chain = Annotated[str, BeforeValidator(_chain)]
Publishers = Annotated[tuple[str, ...], BeforeValidator(_publishers)]
Prices = Annotated[Mapping[str, float], BeforeValidator(_prices)]
Account = Annotated[str, BeforeValidator(_account)]
