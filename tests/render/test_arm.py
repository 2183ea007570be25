"""The resampler's ARM code, on an emulated processor, gives the same bytes as this machine's."""

import importlib.util
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tasks.machine.tools.compiler import FLAGS
from tasks.render import resample
from tasks.render.planes import PAD, Plane
from tests.needs import lacking

DRIVER = Path(__file__).parents[1] / "faults" / "arm.c"
ROUNDS = 300

Call = tuple[Plane, Plane, float, float, float, float, float]  # the arguments of resample.Resample


def calls(seed: int) -> list[Call]:
    """Random calls for luma and chroma, of odd sizes and origins; half of them blend into the existing output."""
    rng = np.random.default_rng(seed)
    result: list[Call] = []
    for number in range(ROUNDS):
        channels = (1, 2)[number % 2]
        width, height = int(rng.integers(32 // channels, 200)), int(rng.integers(1, 20))
        scale = float(rng.uniform(0.26, 1.9 if channels == 1 else 1.3))
        down = scale if number % 3 else float(rng.uniform(0.26, 3))
        room = (int(height * down) + 3 + 2 * PAD, int(width * scale) + 70 + 2 * PAD, channels)
        plane = rng.integers(0, 256, room, np.uint8)
        out = rng.integers(0, 256, (height, width, channels), np.uint8)
        share = 1.0 if number % 4 < 2 else float(rng.uniform(0.0, 1.0))
        if channels == 1:
            plane, out = plane[:, :, 0], out[:, :, 0]
        result.append((plane, out, scale, down, float(rng.uniform(-PAD / 2, 2)), float(rng.uniform(0, 2)), share))
    return result


def packed(call: Call) -> bytes:
    """The call in the format that faults/arm.c reads."""
    plane, out, *numbers = call
    channels = 1 if out.ndim == 2 else out.shape[2]
    row = plane.shape[1] * channels
    sizes = PAD * (row + channels), row, plane.size, out.shape[1], out.shape[0], channels
    return struct.pack("<5d6i", *numbers, *sizes) + plane.tobytes() + out.tobytes()


@pytest.fixture(scope="module")
def arm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that runs faults/arm.c in the emulator."""
    emulator = shutil.which("qemu-aarch64")
    if not emulator or not importlib.util.find_spec("ziglang"):
        raise lacking("ARM is emulated by qemu-aarch64 (the package qemu-user), and the wheel ziglang compiles for it")
    program = tmp_path_factory.mktemp("arm") / "arm"
    flags = [flag for flag in FLAGS if flag not in ("-shared", "-fPIC")]
    target = ["-target", "aarch64-linux-none", "-nostdlib", "-static"]
    sources = [str(resample.SOURCE), str(DRIVER)]
    subprocess.run([sys.executable, "-m", "ziglang", "cc", *target, *flags, *sources, "-o", str(program)], check=True)
    return [emulator, str(program)]


def test_arm_draws_and_mixes_the_same_bytes(arm: list[str]) -> None:
    requests = calls(3)
    answer = subprocess.run(
        arm, input=b"".join(packed(call) for call in requests), capture_output=True, check=True
    ).stdout
    draw = resample.compiled()
    for plane, out, scale, down, left, top, share in requests:
        theirs, answer = np.frombuffer(answer[: out.size], np.uint8).reshape(out.shape), answer[out.size :]
        before = out.copy()
        draw(plane, out, scale, down, left, top, share)
        assert np.array_equal(theirs, out), (out.shape, scale, down, left, top, share)
        assert share == 0 or not np.array_equal(theirs, before)
    assert not answer
