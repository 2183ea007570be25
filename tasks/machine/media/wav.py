"""Raw samples become a file that any player opens."""

import io
import wave


def wav(samples: bytes, rate: int) -> bytes:
    """Mono samples of 16 bits, little-endian, as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()
