"""The door to make things: `python -m flows short`."""

import sys

from flows.cli.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
