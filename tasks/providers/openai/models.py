"""What is known of OpenAI's models: prices, contexts and manners differ. Other models are described by settings."""

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Model:
    """Prices are in USD for a million tokens, of a speech model's `usd_in` for a million characters.

    `context`: tokens that it can read and write in one request. `effort`: what Dailies asks of a model that would think
    longer by default; empty if it does not think unless asked. `ends`: the day on which OpenAI switches it off.
    `sight`: tokens of a picture's patch of 32 x 32 pixels, rather too many, since bills are by the server's count; 0 if
    it is blind.
    """

    usd_in: float
    usd_out: float = 0.0
    context: int = 0
    effort: str = ""
    ends: date | None = None
    sight: float = 2.5


SIGHT = 2.5  # of a model that nobody knows
_LARGE = 1_050_000
_SPEECH_ENDS = date(2027, 1, 6)

# Prices of November 2026.
MODELS = {
    "gpt-4.1": Model(2.00, 8.00, 1_047_576),
    "gpt-4.1-mini": Model(0.40, 1.60, 1_047_576),
    "gpt-4.1-nano": Model(0.10, 0.40, 1_047_576),
    "gpt-4o": Model(2.50, 10.00, 128_000),
    "gpt-4o-mini": Model(0.15, 0.60, 128_000, sight=30.0),
    "gpt-5": Model(1.25, 10.00, 400_000, "low"),
    "gpt-5-mini": Model(0.25, 2.00, 400_000, "low"),
    "gpt-5-nano": Model(0.05, 0.40, 400_000, "low"),
    "gpt-5.1": Model(1.25, 10.00, 400_000),
    "gpt-5.2": Model(1.75, 14.00, 400_000),
    "gpt-5.4": Model(2.50, 15.00, _LARGE),
    "gpt-5.4-mini": Model(0.75, 4.50, 400_000),
    "gpt-5.4-nano": Model(0.20, 1.25, 400_000),
    "gpt-5.6-luna": Model(0.20, 1.20, _LARGE, "low"),
    "gpt-5.6-sol": Model(4.00, 20.00, _LARGE, "low"),
    "gpt-6-luna": Model(0.10, 0.50, _LARGE, "low"),
    "gpt-6-sol": Model(2.00, 10.00, _LARGE, "low"),
    "gpt-6.1-sol": Model(2.00, 10.00, _LARGE, "low"),
    "gpt-6.2-sol": Model(2.00, 10.00, _LARGE, "low"),
    "gpt-6-astra": Model(10.00, 50.00, _LARGE, "low"),
    "tts-1": Model(15.00, ends=_SPEECH_ENDS, sight=0),
    "tts-1-hd": Model(30.00, ends=_SPEECH_ENDS, sight=0),
    "gpt-4o-mini-tts": Model(15.00, ends=_SPEECH_ENDS, sight=0),
}
DEFAULT = "gpt-5.4-mini"
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$|-\d{4}$")


def known(name: str) -> Model | None:
    """The model of this name, which may end in its date and begin with its maker, as routers write it."""
    return MODELS.get(_DATED.sub("", name.removeprefix("openai/")))


def native(name: str) -> bool:
    """Whether this is OpenAI's own name of one of its models."""
    return known(name) is not None and "/" not in name
