"""A reader of clips that a fault of its decoder ends: `python -m tests.machine.media.dying`."""

import os
import signal

if __name__ == "__main__":
    os.kill(os.getpid(), signal.SIGSEGV)
