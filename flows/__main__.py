"""The entry point of `python -m flows`, which makes shorts and reports. See `python -m deployments` for servers."""

import sys

from flows.cli.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
