"""What a film is made of, as pure rules: camera moves, transitions, segments, captions, pacing, the verdict."""
