"""Tests of video encoders."""
