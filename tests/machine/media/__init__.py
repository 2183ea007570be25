"""Tests of preparing pictures."""
