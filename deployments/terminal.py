"""Output of long-running commands, flushed line by line."""

import sys


def say(line: str) -> None:
    """Print a line at once, even into a pipe or a file."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def show_progress(text: str) -> None:
    """Replace the terminal's last line by this one, or remove it if it is empty. Elsewhere nobody would read it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()
