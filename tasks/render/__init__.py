"""A Timeline becomes an MP4: one decode and one encode of every picture."""
