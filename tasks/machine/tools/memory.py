"""Keeps freed memory in a process that encodes, because it opens an encoder of 150 MB for every segment.

By default glibc returns that much to the kernel, which clears every page before it hands it out again: 5 % of the CPU
time of a film. Once a film is made, it is given back: what small things hold on to between the freed blocks would add
up from film to film.
"""

import ctypes
from functools import cache

M_MMAP_THRESHOLD, M_TOP_PAD = -3, -2  # from malloc.h
MAX_BLOCK = 32 << 20  # bytes; blocks up to this size come from the heap
KEPT = 64 << 20  # bytes of free heap that are not returned to the kernel


@cache
def keep_freed() -> None:
    """Keep freed memory for the rest of this process. Does nothing unless its C library is glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, MAX_BLOCK)
        mallopt(M_TOP_PAD, KEPT)


def give_back() -> None:
    """Return all freed memory to the kernel, wherever it is in the heap. Does nothing unless the C library is glibc."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
