"""The consent of a channel's owner: PKCE, a checked state, a token that only its owner can read, and clear noes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.blocks.system import Secret

from deployments.auth import BLOCK, SCOPES, save_block
from tasks.machine.network.http import Response, exchange
from tasks.stagecraft import services
from tests.providers.publishing import context, edition, publisher
from tests.servers.oauth import CLIENT, MANAGE, UPLOAD
from tests.servers.youtube import YouTube

ROOT = Path(__file__).parents[2]


def start(youtube: YouTube, home: Path, *options: str) -> "subprocess.Popen[str]":
    secrets = home / "client_secret.json"
    installed = {**CLIENT, "auth_uri": f"{youtube.url}/auth", "token_uri": f"{youtube.url}/token"}
    secrets.write_text(json.dumps({"installed": {**installed, "redirect_uris": ["http://localhost"]}}))
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "deployments",
            "auth",
            "youtube",
            "--no-browser",
            "--client-secrets",
            str(secrets),
            *options,
        ],
        cwd=ROOT,
        env={**os.environ, "DAILIES_HOME": str(home), "OAUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(running: "subprocess.Popen[str]") -> str:
    """Where it sends the browser."""
    assert running.stdout
    for line in running.stdout:
        if line.startswith("http"):
            return line.strip()
    pytest.fail(f"no address: {running.communicate()[1]}")


def browser(url: str) -> Response:
    return exchange("GET", url, service="The browser", seconds=20.0)


def test_consent_gives_a_token_that_publishes(youtube: YouTube, tmp_path: Path) -> None:
    running = start(youtube, tmp_path)
    asked = browser(address(running))
    assert asked.status == 302
    assert b"Dailies has received the answer" in browser(asked.headers["location"]).data
    told, failed = running.communicate(timeout=60)
    assert (running.returncode, failed) == (0, "")
    [query] = [one.query for one in youtube.asked("/auth")]
    assert set(query["scope"].split()) == set(SCOPES) == {UPLOAD, MANAGE}
    file = tmp_path / "youtube-token.json"
    assert f"YOUTUBE_TOKEN={file}" in told
    assert "canary" not in told
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(file.read_text())) == {"type", "client_id", "client_secret", "refresh_token"}
    ours = context(tmp_path, {**youtube.environment(), "YOUTUBE_TOKEN": str(file)})
    publisher(ours).publish(edition(ours.store))
    assert len(youtube.videos) == 1


@pytest.mark.parametrize("what", ["another state", "another code", "an error"])
def test_an_answer_that_is_not_ours_gives_no_token(youtube: YouTube, tmp_path: Path, what: str) -> None:
    running = start(youtube, tmp_path)
    back = browser(address(running)).headers["location"]
    if what == "another state":
        back = re.sub(r"state=[^&]+", "state=forged", back)
    elif what == "another code":
        back = re.sub(r"code=[^&]+", "code=forged", back)
    else:
        back = re.sub(r"code=[^&]+", "error=access_denied", back)
    browser(back)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 6
    assert "Authorisation failed" in said
    assert "Traceback" not in said
    assert not (tmp_path / "youtube-token.json").exists()
    assert bool(youtube.asked("/token")) is (what == "another code")


def test_a_scope_that_is_not_ticked_is_said(youtube: YouTube, tmp_path: Path) -> None:
    youtube.authority.scopes = {UPLOAD}
    running = start(youtube, tmp_path)
    browser(browser(address(running)).headers["location"])
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "tick every box" in said) == (6, True)


def test_nobody_answers_and_no_client(youtube: YouTube, tmp_path: Path) -> None:
    running = start(youtube, tmp_path, "--wait", "0.2")
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "sent no answer" in said) == (6, True)
    running = start(youtube, tmp_path, "--client-secrets", str(tmp_path / "none.json"))
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "Desktop app" in said) == (2, True)


@pytest.mark.server
@pytest.mark.integration
def test_the_token_can_be_kept_as_a_block(prefect_server: None) -> None:
    save_block('{"refresh_token": "x"}')
    services._block.cache_clear()
    try:
        token = services.keys()["YOUTUBE_TOKEN"].get_secret_value()
    finally:
        Secret.delete(BLOCK)
        services._block.cache_clear()
    assert json.loads(token) == {"refresh_token": "x"}
