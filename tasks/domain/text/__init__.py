"""Words and sentences: how a text is divided, counted, timed and checked."""
