"""Measures how long a host takes to deploy many channels, and to find that nothing has changed.

`make bench-deploy`. One server, one folder of generated channels. Exits with 1 if the first deployment takes longer
than LIMIT, or leaves out a channel.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.prefect_server import Host, running_server

LIMIT = 30.0  # seconds for 50 channels


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=50, help="channels to deploy (50)")
    number = parser.parse_args().channels
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "server") as server:
        channels = Path(folder) / "channels"
        channels.mkdir()
        for each in range(number):
            (channels / f"{each}.yaml").write_text(f"name: channel {each}\nat: {each % 24:02}:{each % 60:02}\n")
        host = server.host()
        first, said = _deployed(host, channels)
        again, _ = _deployed(host, channels)
    deployed = sum("deployed daily-short/channel-" in line for line in said.splitlines())
    found = {"channels": number, "deployed": deployed, "first_seconds": first, "again_seconds": again}
    sys.stdout.write(f"{deployed} of {number} channels deployed in {first:.1f} s; again, unchanged, in {again:.1f} s\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/deploy.json").write_text(json.dumps(found, indent=2) + "\n")
    return 0 if deployed == number and first <= LIMIT * max(1.0, number / 50) else 1


def _deployed(host: Host, channels: Path) -> tuple[float, str]:
    """Seconds that a deployment takes, and what it says."""
    began = time.perf_counter()
    done = host.command("deployments", "deploy", "--channels", str(channels), within=900)
    if done.returncode:
        raise SystemExit(f"Cannot deploy: {done.stderr}")
    return time.perf_counter() - began, done.stdout


if __name__ == "__main__":
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    sys.exit(main())
