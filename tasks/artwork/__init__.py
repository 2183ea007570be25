"""Draws scene cards, for scenes without a photograph, and thumbnails."""
