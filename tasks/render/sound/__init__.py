"""Sound: the narration joined, music under it, both mixed to the loudness asked for."""
