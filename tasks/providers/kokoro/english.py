"""Reads English with hibari-tts's rules: its model learned from Kokoro, so both have the same phonemes."""

import threading
from collections.abc import Sequence
from functools import cache

from hibari.g2p import G2P
from hibari.g2p.normalize import normalize

from tasks.providers.kokoro.units import Unit

_LOCK = threading.Lock()  # the rules are not made for several threads


@cache
def _rules(british: bool) -> G2P:
    return G2P(british=british)


def read(words: Sequence[str], *, british: bool) -> list[Unit]:
    """The words and marks that the rules make of these words, which may be more or fewer."""
    with _LOCK:
        rules = _rules(british)
        tokens = rules.phonemize_tokens(rules.tokenize(normalize(" ".join(words))))
    return [Unit(token.text, token.phonemes or "", bool(token.whitespace)) for token in tokens]
