"""How a process of ours uses this computer. Entry points call `tune` once; importing a module changes nothing."""

import atexit
import gc
import os
from functools import cache


@cache
def tune() -> None:
    """Make starting and ending the process cheaper. Further calls do nothing.

    A process imports a quarter of a million objects, lives for one run, and ends. By default Python's collector scans
    all of them again and again while they are made, and once more at exit, and finds nothing: a fifth of the cost of
    starting and ending.

    Nothing here multiplies matrices large enough for threads, but numpy and scipy each start one OpenBLAS thread a core
    when they are imported, which spin for a tenth of a second. Call this before anything imports them.
    """
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
