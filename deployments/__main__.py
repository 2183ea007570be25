"""The entry point of `python -m deployments`, which runs Dailies every day. `python -m flows` makes single shorts."""

import sys

from tasks.machine.interpreter import hand_over

if __name__ == "__main__":
    hand_over("deployments")
    from deployments.command import main

    sys.exit(main(sys.argv[1:]))
