"""Reads every quantity of a text once, so that the voice, the captions, the cards and the checks agree about it."""

from tasks.domain.text.quantities.quantity import Quantity
from tasks.domain.text.quantities.reading import read

__all__ = ["Quantity", "read"]
