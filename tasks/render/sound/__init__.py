"""Sound: joins the narration, makes the music, and mixes both to the target loudness."""
