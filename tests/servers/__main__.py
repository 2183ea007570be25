"""Start every local vendor and print the environment variables that run the whole keyed pipeline against them, offline.

Run `python -m tests.servers > vendors.env &`, then `set -a; . ./vendors.env; make short`.
"""

import signal
import sys

from tests.servers.archive import Archive
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.nasa import Nasa
from tests.servers.openai import OpenAIServer
from tests.servers.openai_images import ImageServer
from tests.servers.openverse import Openverse
from tests.servers.pexels import Pexels
from tests.servers.pixabay import Pixabay
from tests.servers.serpapi import SerpApi
from tests.servers.wikimedia import Wikimedia
from tests.servers.youtube import YouTube

VENDORS = (
    OpenAIServer,
    ImageServer,
    ElevenLabsServer,
    SerpApi,
    Wikimedia,
    Openverse,
    YouTube,
    Pexels,
    Pixabay,
    Nasa,
    Archive,
)


def main() -> int:
    started = [vendor().start() for vendor in VENDORS]
    hosts = ",".join(f"127.0.0.1:{vendor.url.rpartition(':')[2]}" for vendor in started)
    for vendor in started:
        for name, value in vendor.environment().items():
            sys.stdout.write(f"{name}='{value}'\n")
    sys.stdout.write(f"DAILIES_ALLOWED_HOSTS='{hosts}'\n")
    sys.stdout.flush()
    sys.stderr.write(f"{len(started)} vendors are up; Ctrl-C ends them.\n")
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    for vendor in started:
        vendor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
