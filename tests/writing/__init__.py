"""Forty texts in ten genres with their readers' questions: what a script made from them must say, and must not.

The texts are the project's own. Names and events in news, sport and product tests are invented; the rest is as history,
science and medicine have it.
"""
