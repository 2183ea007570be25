"""A semaphore across threads and processes that frees the slot of a killed holder."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from tasks.machine.lock import few_at_a_time

HOLDER = """
import sys, time
from tasks.machine.lock import few_at_a_time
with few_at_a_time(sys.argv[1], 2):
    print("inside", flush=True)
    sys.stdin.read()
"""


def test_the_number_of_threads_inside_is_limited() -> None:
    lock, inside, peak = threading.Lock(), 0, 0
    barrier = threading.Barrier(2)

    def enter(_: int) -> None:
        nonlocal inside, peak
        with few_at_a_time("threads", 2):
            with lock:
                inside += 1
                peak = max(peak, inside)
            barrier.wait(20)  # nobody leaves until two are inside
            with lock:
                inside -= 1

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(enter, range(2)))
    assert (peak, inside) == (2, 0)
    peak = 0
    barrier = threading.Barrier(1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, range(40)))
    assert 1 <= peak <= 2


def test_other_processes_hold_slots_until_they_die() -> None:
    holders = [
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, "processes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ
        )
        for _ in range(2)
    ]
    for holder in holders:
        assert holder.stdout
        assert holder.stdout.readline() == b"inside\n"
    entered = threading.Event()

    def enter() -> None:
        with few_at_a_time("processes", 2):
            entered.set()

    waiting = threading.Thread(target=enter)
    waiting.start()
    assert not entered.wait(0.3)
    for holder in holders:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert entered.wait(20)
    waiting.join()
