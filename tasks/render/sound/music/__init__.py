"""Composes the music under a short: no licence to clear, no file to ship, the same samples for the same seed."""

from tasks.render.sound.music.arrangement import compose
from tasks.render.sound.music.instruments import RATE, Stereo

__all__ = ["RATE", "Stereo", "compose"]
