"""Reads what people have: one module a format, each of which returns a draft of blocks that can be spoken."""
