"""The quality gate: decode the finished film, and measure picture and sound against the timeline."""
