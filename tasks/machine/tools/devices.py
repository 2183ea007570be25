"""Describes this machine's encoding devices and drivers in one text, which changes whenever one of them does."""

import os
import platform
from collections.abc import Iterator
from pathlib import Path

NODES = ("dev/dri/renderD*", "dev/nvidia[0-9]*", "dev/dxg")
ABOUT = ("proc/driver/nvidia/version", "sys/class/drm/renderD*/device/vendor", "sys/class/drm/renderD*/device/device")
LIBRARIES = ("libcuda.so*", "libnvidia-encode.so*", "libamfrt64.so*", "libvpl.so*", "libmfx*.so*", "dri/*_drv_video.so")
FOLDERS = ("usr/lib", "usr/lib64", "usr/lib/*-linux-gnu", "usr/lib/wsl/lib", "usr/local/lib")
CHOICE = ("LIBVA_DRIVER_NAME", "LIBVA_DRIVERS_PATH", "CUDA_VISIBLE_DEVICES")


def devices(root: Path = Path("/")) -> str:
    """Devices, drivers and their user-space libraries, one per line. `root` is for tests."""
    return "\n".join(_lines(root))


def _lines(root: Path) -> Iterator[str]:
    yield f"{platform.system()} {platform.release()} {platform.machine()} {platform.mac_ver()[0]}"
    for name in CHOICE:
        if name in os.environ:
            yield f"{name}={os.environ[name]}"
    for pattern in NODES:
        yield from (str(node) for node in sorted(root.glob(pattern)))
    for pattern in ABOUT:
        yield from (f"{file}: {file.read_text().strip()}" for file in sorted(root.glob(pattern)))
    for folder in FOLDERS:
        for name in LIBRARIES:
            for library in sorted(root.glob(f"{folder}/{name}")):
                about = library.stat()
                yield f"{library} {about.st_size} {about.st_mtime_ns}"
