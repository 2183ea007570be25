"""Tests of pictures, typefaces and sound files."""
