"""Tests of external programs and of the allocator."""
