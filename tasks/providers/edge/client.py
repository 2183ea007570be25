"""Sends one request with edge-tts, and maps every failure to an error of Dailies.

Its blocking call waits for ever if the connection fails, so the asynchronous one runs in an event loop of our own.
"""

from __future__ import annotations

import asyncio
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from tasks.domain.errors import BadAnswer, BadInput, Permanent, ServiceError, SetupError, Transient

if TYPE_CHECKING:
    from edge_tts import Communicate

SERVICE = "Microsoft Edge's voices"
LATER = "Try again later, or name another voice: the endpoint is unofficial."
TICKS = 10_000_000  # in a second


class Spoken(NamedTuple):
    """The sound as MP3, and the (word, start, end) of each word in seconds."""

    audio: bytes
    times: list[tuple[str, float, float]]


def check_package() -> None:
    """Raises SetupError if edge-tts is not installed."""
    if find_spec("edge_tts") is None:
        raise SetupError(
            "The voice edge needs the package edge-tts, which is not installed.",
            advice="Run .venv/bin/pip install 'edge-tts>=7.3,<8', or name another voice.",
        )


def speak(text: str, voice: str, *, speed: float, seconds: float) -> Spoken:
    """The spoken text. Raises BadInput for a name that is no voice's, and ServiceError."""
    check_package()
    import aiohttp  # noqa: PLC0415 - comes with edge-tts, which not everybody has
    from edge_tts import Communicate, exceptions  # noqa: PLC0415

    failure: ServiceError
    try:
        communicate = Communicate(
            text,
            voice,
            rate=f"{round((speed - 1) * 100):+d}%",
            boundary="WordBoundary",
            receive_timeout=max(1, round(seconds)),
        )
        return asyncio.run(_received(communicate, seconds))
    except exceptions.NoAudioReceived:
        failure = Permanent(
            f"{SERVICE} spoke nothing with {voice}.",
            service=SERVICE,
            advice="Name a voice that exists and speaks the channel's language: python -m edge_tts --list-voices.",
        )
    except TimeoutError:  # aiohttp's are of this kind too
        failure = Transient(f"{SERVICE} did not answer within {seconds:.0f} s.", service=SERVICE, advice=LATER)
    except aiohttp.ClientResponseError as error:
        failure = Transient(
            f"{SERVICE} refuse this client ({error.status}).",
            service=SERVICE,
            advice=f"Check this machine's clock, and for a newer edge-tts. {LATER}",
        )
    except exceptions.SkewAdjustmentError:
        failure = Transient(f"{SERVICE} refuse this client (403).", service=SERVICE, advice=LATER)
    except (aiohttp.ClientError, OSError) as error:
        failure = Transient(
            f"The exchange with {SERVICE} failed ({type(error).__name__}).",
            service=SERVICE,
            advice=f"Check the network. {LATER}",
        )
    except (exceptions.EdgeTTSException, json.JSONDecodeError, KeyError) as error:
        failure = BadAnswer(
            f"{SERVICE} sent something that edge-tts does not know ({type(error).__name__}).",
            service=SERVICE,
            advice=f"Look for a newer edge-tts. {LATER}",
        )
    except ValueError:
        raise BadInput(
            f"{voice!r} is not the name of a voice of Microsoft Edge.",
            advice="Write edge:de-DE-KatjaNeural, for example; python -m edge_tts --list-voices lists them.",
        ) from None
    raise failure


async def _received(communicate: Communicate, seconds: float) -> Spoken:
    audio, times = bytearray(), []
    async with asyncio.timeout(seconds):
        async for chunk in communicate.stream():
            if chunk["type"] == "audio":
                audio += chunk["data"]
            elif chunk["type"] == "WordBoundary":
                start = chunk["offset"] / TICKS
                times.append((chunk["text"], start, start + chunk["duration"] / TICKS))
    return Spoken(bytes(audio), times)
