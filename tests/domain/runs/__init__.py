"""Tests of the rules about runs."""
