"""Renders a Timeline to an MP4: decodes every picture once, encodes every frame once."""
