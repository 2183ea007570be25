"""Tests of one day's run."""
