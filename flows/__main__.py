"""The entry point of `python -m flows`, which makes shorts and reports. See `python -m deployments` for servers."""

import sys

from tasks.machine.interpreter import hand_over

if __name__ == "__main__":
    hand_over("flows")
    from flows.cli.command import main

    sys.exit(main(sys.argv[1:]))
