"""Tests of the rules for words, sentences and numbers."""
