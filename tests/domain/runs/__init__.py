"""Tests of what is known of runs."""
