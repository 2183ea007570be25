"""The rules of a film: camera moves, transitions, segments, captions, pacing, and the quality gate's verdict."""
