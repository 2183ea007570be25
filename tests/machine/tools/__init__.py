"""Tests of programs and devices."""
