"""Tells a short from the sentences of a text: which of them, in their own order, so that a viewer understands each one.

The rules read English closely. In the other languages of `vocabulary` they know what a sentence points back with, and
keep it next to the sentence before.
"""
