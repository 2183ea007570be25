"""What a picture costs: OpenAI charges for tokens, whose number the size and the quality decide."""

import math

from tasks.machine.network.hosts import belongs_to, is_local
from tasks.providers.made.settings import ImageSettings

# USD for a million tokens of the prompt, of a picture to follow and of the one made, in November 2026.
USD_IN, USD_SEEN, USD_OUT = 5.0, 8.0, 30.0
SEEN = 2_000  # tokens of a picture to follow, rather too many
CHARACTERS = 3  # of a prompt, to a token
# Tokens along the longer side of a picture, by its quality.
LONG = {"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96}
ELSEWHERE = 0.05  # USD a picture, on a server that is neither OpenAI's nor one's own


def estimate(settings: ImageSettings, prompt: str, size: tuple[int, int], *, follows: bool = False) -> float:
    """USD that this picture will cost, before it is asked for."""
    if settings.usd_per_picture is not None:
        return settings.usd_per_picture
    if belongs_to(settings.base_url, "openai.com"):
        seen = SEEN if follows else 0
        return cost(len(prompt) // CHARACTERS + 1 + seen, tokens_of(size, settings.quality), seen)
    return 0.0 if is_local(settings.base_url) else ELSEWHERE


def settled(settings: ImageSettings, tokens_in: int, tokens_out: int, estimated: float, tokens_seen: int = 0) -> float:
    """USD that the picture did cost: by the tokens that OpenAI counted, or as estimated."""
    counted = settings.usd_per_picture is None and belongs_to(settings.base_url, "openai.com") and tokens_out
    return cost(tokens_in, tokens_out, tokens_seen) if counted else estimated


def cost(tokens_in: int, tokens_out: int, tokens_seen: int = 0) -> float:
    """USD of these tokens; those seen are among those that go in."""
    return ((tokens_in - tokens_seen) * USD_IN + tokens_seen * USD_SEEN + tokens_out * USD_OUT) / 1_000_000


def tokens_of(size: tuple[int, int], quality: str) -> int:
    """Tokens of a picture. A quality that is not known counts as the dearest: a budget must stop in time."""
    long = LONG.get(quality, max(LONG.values()))
    short = round(long * min(size) / max(size))
    return math.ceil(long * short * (2_000_000 + size[0] * size[1]) / 4_000_000)
