"""Tests of where a timeline is encoded."""
