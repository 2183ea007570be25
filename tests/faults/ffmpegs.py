"""Substitutes for ffmpeg that fail like drivers when a film comes through stdin, and run the real one otherwise."""

import sys
from collections.abc import Callable
from pathlib import Path

from tasks.machine.tools.ffmpeg import program

Broken = Callable[[str], Path]  # the fixture `broken`: replaces ffmpeg with a substitute, as an operator would

WAYS = {
    "fails at start": "sys.exit('Cannot open the device')",
    "fails mid-way": "sys.stdin.buffer.read(3_000_000); sys.exit('The device was lost')",
    "is killed mid-way": "sys.stdin.buffer.read(3_000_000); os.kill(os.getpid(), 9)",
    "hangs at start": "time.sleep(600)",
    "hangs mid-way": "sys.stdin.buffer.read(3_000_000); time.sleep(600)",
    "hangs at the end": "sys.stdin.buffer.read(); time.sleep(600)",
    "ends early, content": "sys.stdin.buffer.read(3_000_000); sys.exit(0)",
    "makes nothing": "sys.stdin.buffer.read(); sys.exit(0)",
    "writes rubbish": "sys.stdin.buffer.read(); open(words[-1], 'wb').write(bytes(range(256)) * 999); sys.exit(0)",
    "inverts": "graph(',negate')",
    "green": "graph(',lutyuv=u=0:v=0')",
    "freezes": "graph(',loop=loop=-1:size=1:start=30,trim=end_frame=90')",
    "loses frames": "graph(',trim=end_frame=80')",
    "loses a frame": "graph(',select=not(eq(n\\,20))')",
    "doubles frames": "graph(',tpad=stop=9:stop_mode=clone')",
    "makes another size": "graph(',scale=180:320')",
    "forgets the tags": "graph(',setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m')",
    "makes no key frames": "del words[words.index('-force_key_frames') : words.index('-force_key_frames') + 2]",
}
HANGING = [way for way in WAYS if "hangs" in way]
HARMLESS = {
    "talks a lot": "sys.stderr.write('a warning of the driver\\n' * 200_000)",
}
SCRIPT = """#!{python}
import os, sys, time
words = sys.argv[1:]
def graph(more):
    at = words.index('-filter_complex') + 1
    words[at] = words[at].replace('setsar=1', 'setsar=1' + more)
with open({log!r}, 'a') as log:
    log.write(' '.join(words) + chr(10))
if 'pipe:0' in words and 'rawvideo' in words:
    {way}
os.execv({real!r}, [{real!r}, *words])
"""


def substitute(way: str, folder: Path) -> Path:
    """Write a program that behaves this way. It logs its arguments to `asked.log` in the same folder."""
    path = folder / "ffmpeg"
    behaviour = {**WAYS, **HARMLESS}[way]
    path.write_text(SCRIPT.format(python=sys.executable, log=str(folder / "asked.log"), way=behaviour, real=program()))
    path.chmod(0o755)
    return path


def running(path: Path) -> bool:
    """Return whether a process runs this program or is about to exec it."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(path).encode() in line.read_bytes().split(b"\0"):
                return True
        except OSError:
            continue
    return False


def held(folder: Path, flag: Path) -> Path:
    """Write a program that runs the real ffmpeg once the file `flag` is gone."""
    path = folder / "ffmpeg-held"
    path.write_text(f"#!/bin/sh\nwhile [ -e '{flag}' ]; do sleep 0.1; done\nexec '{program()}' \"$@\"\n")
    path.chmod(0o755)
    return path


def switchable(folder: Path, flag: Path) -> Path:
    """Write a program that runs the real ffmpeg unless the file `flag` exists. If the flag contains `wait`, it waits.
    Otherwise it fails if its arguments contain the flag's text."""
    path = folder / "ffmpeg-switch"
    path.write_text(SWITCH.format(flag=flag, real=program()))
    path.chmod(0o755)
    return path


SWITCH = """#!/bin/sh
while [ -e '{flag}' ]; do
    said=$(cat '{flag}' 2>/dev/null) || continue
    if [ "$said" = wait ]; then sleep 0.1; continue; fi
    case "$*" in *"$said"*) echo 'No space left on device' >&2; exit 1;; esac
    break
done
exec '{real}' "$@"
"""
