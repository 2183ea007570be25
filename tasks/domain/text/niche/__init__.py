"""Holds a channel to its niche where no language model chooses its topics."""

from tasks.domain.text.niche.fitting import Niche

__all__ = ["Niche"]
