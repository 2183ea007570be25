"""The readers of all formats."""
