"""Tests of HTTP and of fetching pages safely."""
