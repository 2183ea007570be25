"""Few at a time: across threads and processes, and the place of one that dies is free again."""

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


def test_no_more_than_so_many_threads_are_inside() -> None:
    lock, inside, most = threading.Lock(), 0, 0
    together = threading.Barrier(2)

    def one(_: int) -> None:
        nonlocal inside, most
        with few_at_a_time("threads", 2):
            with lock:
                inside += 1
                most = max(most, inside)
            together.wait(20)  # two must be inside for anybody to leave
            with lock:
                inside -= 1

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    assert (most, inside) == (2, 0)
    most = 0
    together = threading.Barrier(1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert 1 <= most <= 2


def test_other_processes_count_and_a_dead_one_does_not() -> None:
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
