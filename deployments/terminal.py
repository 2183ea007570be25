"""Output of long-running commands, flushed line by line."""

import sys


def say(line: str) -> None:
    """Print a line at once, even into a pipe or a file."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
