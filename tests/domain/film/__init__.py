"""Tests of the rules for pacing, motion, transitions and captions."""
