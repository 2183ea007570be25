"""Wraps raw samples in a WAV file."""

import io
import wave


def wav(samples: bytes, rate: int, channels: int = 1) -> bytes:
    """A WAV file of 16-bit little-endian samples at `rate` Hz; those of several channels take turns."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()
