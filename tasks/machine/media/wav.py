"""Wraps raw samples in a WAV file."""

import io
import wave


def wav(samples: bytes, rate: int) -> bytes:
    """A WAV file of mono, 16-bit little-endian samples at `rate` Hz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()
