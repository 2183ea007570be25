"""Reads English with hibari-tts's rules: its model learned from Kokoro, so both have the same phonemes."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from tasks.providers.kokoro.units import Unit

if TYPE_CHECKING:
    from hibari.g2p import G2P

_LOCK = threading.Lock()  # the rules are not made for several threads


@cache
def _rules(british: bool) -> "G2P":
    from hibari.g2p import G2P  # noqa: PLC0415 - a slow import, and not every run speaks

    return G2P(british=british)


def read(words: Sequence[str], *, british: bool) -> list[Unit]:
    """The words and marks that the rules make of these words, which may be more or fewer."""
    from hibari.g2p.normalize import normalize  # noqa: PLC0415 - see _rules

    with _LOCK:
        rules = _rules(british)
        tokens = rules.phonemize_tokens(rules.tokenize(normalize(" ".join(words))))
    return [Unit(token.text, token.phonemes or "", bool(token.whitespace)) for token in tokens]
