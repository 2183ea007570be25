"""Video encoders: the table of supported ones, trial encodes, the pipe to ffmpeg, and a check of the output frames."""
