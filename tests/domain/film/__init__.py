"""Tests of the rules of a film."""
