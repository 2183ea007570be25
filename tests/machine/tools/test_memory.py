"""Freed memory that glibc keeps is reused without page faults, and given back after a film; in a child process."""

import mmap
import os
import platform
import subprocess
import sys

import pytest

from tasks.machine.tools.memory import KEPT

ROUNDS, ARRAYS, SIZE = 5, 3, 20 << 20
BLOCKS = 200  # of a megabyte
CODE = f"""
import ctypes, resource, sys
import numpy as np
from tasks.machine.tools.memory import keep_freed

def use():
    arrays = [np.ones({SIZE}, np.uint8) for _ in range({ARRAYS})]

ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)  # no huge pages, which some systems give to everybody: far fewer to count
if sys.argv[1] == "kept":
    keep_freed()
use()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range({ROUNDS}):
    use()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(how: str) -> int:
    """Minor page faults of the child: `kept` with keep_freed, `plain` without."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    done = subprocess.run(
        [sys.executable, "-c", CODE, how], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told what to keep")
def test_freed_memory_is_reused_without_page_faults() -> None:
    """Three arrays at once, because glibc adapts by itself to keep a single one."""
    assert ARRAYS * SIZE < KEPT
    kept, given_back = faults("kept"), faults("plain")
    assert given_back > ROUNDS * SIZE / mmap.PAGESIZE
    assert kept < given_back / 50


HELD = f"""
import resource
import numpy as np
from tasks.machine.tools.memory import give_back, keep_freed

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 2**20

keep_freed()
blocks = [np.ones(2**20, np.uint8) for _ in range({BLOCKS})]
del blocks[:-1]  # the last one lies on top of the others
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told what to give back")
def test_freed_memory_below_what_is_in_use_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0.9 * BLOCKS
