"""The quality gate: decodes the finished film and measures picture and sound against the timeline."""
