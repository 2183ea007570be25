"""Tests of how encodes are dispatched to hosts."""
