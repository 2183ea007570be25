"""The fixture `object_store`: an S3-compatible store on loopback, served by a moto process.

Its value is the environment that a host needs to use the store (DAILIES_STORE and AWS_*).
"""

import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from deployments.server import HOST, free_port
from tests.prefect_server import eventually

BUCKET = "dailies"


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Start the store, create the bucket, and yield the environment that points at it."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    log = tmp_path_factory.mktemp("objects") / "moto.log"
    with log.open("wb") as out:
        argv = [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)]
        process = subprocess.Popen(argv, stdout=out, stderr=out, env=dict(os.environ))
    try:
        eventually(lambda: _answers(address), within=180)
        httpx.put(f"{address}/{BUCKET}").raise_for_status()
        yield {
            "DAILIES_STORE": f"s3://{BUCKET}/channel",
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
    finally:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).is_success
    except httpx.HTTPError:
        return False
