"""Captions: lays out words, draws each cue once, and blends it into every frame that shows it."""
