"""Splits, counts, times and checks words and sentences."""
