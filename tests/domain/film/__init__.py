"""Tests of what a film is made of."""
