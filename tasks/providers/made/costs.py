"""What a picture costs: OpenAI charges for tokens, whose number the size and the quality decide."""

import math

from tasks.machine.network.hosts import belongs_to, is_local
from tasks.providers.made.settings import ImageSettings

# USD for a million tokens of the prompt and of the picture, in November 2026.
USD_IN, USD_OUT = 5.0, 30.0
CHARACTERS = 3  # of a prompt, to a token
# Tokens along the longer side of a picture, by its quality.
LONG = {"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96}
ELSEWHERE = 0.05  # USD a picture, on a server that is neither OpenAI's nor one's own


def estimate(settings: ImageSettings, prompt: str, size: tuple[int, int]) -> float:
    """USD that this picture will cost, before it is asked for."""
    if settings.usd_per_picture is not None:
        return settings.usd_per_picture
    if belongs_to(settings.base_url, "openai.com"):
        return cost(len(prompt) // CHARACTERS + 1, tokens_of(size, settings.quality))
    return 0.0 if is_local(settings.base_url) else ELSEWHERE


def settled(settings: ImageSettings, tokens_in: int, tokens_out: int, estimated: float) -> float:
    """USD that the picture did cost: by the tokens that OpenAI counted, or as estimated."""
    counted = settings.usd_per_picture is None and belongs_to(settings.base_url, "openai.com") and tokens_out
    return cost(tokens_in, tokens_out) if counted else estimated


def cost(tokens_in: int, tokens_out: int) -> float:
    return (tokens_in * USD_IN + tokens_out * USD_OUT) / 1_000_000


def tokens_of(size: tuple[int, int], quality: str) -> int:
    """Tokens of a picture. A quality that is not known counts as the dearest: a budget must stop in time."""
    long = LONG.get(quality, max(LONG.values()))
    short = round(long * min(size) / max(size))
    return math.ceil(long * short * (2_000_000 + size[0] * size[1]) / 4_000_000)
