"""Video encoders: the table of those known, a trial of each, the pipe that feeds them, a check of their output."""
