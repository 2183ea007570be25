"""Tests of the rules for scheduling, counting and measuring runs."""
