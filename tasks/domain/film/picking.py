"""Picks a way to show each scene by what the scene says, not by its number.

Whoever adds, removes or splits a scene changes the numbers of all that follow. What is picked by a number is drawn and
encoded again up to the film's end; what is picked by a text stays as it is, but for a neighbour that would look alike.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def own_names(texts: Sequence[str]) -> tuple[str, ...]:
    """A name for each scene, made of its text. A text that comes again has another name each time."""
    times: Counter[str] = Counter()
    names = []
    for text in texts:
        times[text] += 1
        names.append(f"{times[text]} {text}")
    return tuple(names)


def own_number(name: str, seed: int) -> int:
    """A number that follows from the name and the seed alone."""
    return zlib.crc32(f"{seed}/{name}".encode())


def picked(name: str, options: Sequence[T], seed: int, unfit: Callable[[T], bool] = lambda _: False) -> T:
    """The option that the name and the seed pick, or else the next one in turn that is not `unfit`.

    If all are, the first pick stands.
    """
    first = own_number(name, seed) % len(options)
    turned = [*options[first:], *options[:first]]
    return next((option for option in turned if not unfit(option)), turned[0])


def picks(names: Sequence[str], options: Sequence[T], seed: int, alike: Callable[[T, T], bool]) -> tuple[T, ...]:
    """An option for each name, no two in a row alike. Whoever would be like the one before gives way.

    It gives way to what both neighbours would pick themselves, so that it takes no third one along.
    """
    own = [picked(name, options, seed) for name in names]
    chosen: list[T] = []
    for number, name in enumerate(names):
        if number and alike(own[number - 1], own[number]):
            near = (chosen[-1], own[number - 1], *own[number + 1 : number + 2])
            unfit = [option for option in options if any(alike(option, other) for other in near)]
            chosen.append(picked(name, options, seed, unfit.__contains__))
        else:
            chosen.append(own[number])
    return tuple(chosen)
