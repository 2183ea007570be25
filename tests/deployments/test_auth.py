"""The OAuth consent of a channel's owner: PKCE, a checked state, a private token file and clear errors."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from prefect.blocks.system import Secret

from deployments.auth import WHY, save_block
from tasks.machine.clock import now
from tasks.machine.network.http import Response, exchange
from tasks.providers.youtube.access import Access
from tasks.stagecraft import services
from tests.providers.publishing import context, edition, publisher
from tests.servers.oauth import CLIENT, MANAGE, UPLOAD
from tests.servers.youtube import YouTube

ROOT = Path(__file__).parents[2]


def start(youtube: YouTube, home: Path, *options: str) -> "subprocess.Popen[str]":
    """Start `deployments auth youtube` against the local authorisation server."""
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
        env={
            **os.environ,
            "DAILIES_HOME": str(home),
            "OAUTHLIB_INSECURE_TRANSPORT": "1",
            "YOUTUBE_BASE_URL": youtube.url,
            "YOUTUBE_TOKEN_URL": f"{youtube.url}/token",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(running: "subprocess.Popen[str]") -> str:
    """Return the URL that the command prints for the browser."""
    assert running.stdout
    for line in running.stdout:
        if line.startswith("http"):
            return line.strip()
    pytest.fail(f"no address: {running.communicate()[1]}")


def browser(url: str) -> Response:
    """Open a URL as a browser would."""
    return exchange("GET", url, service="The browser", seconds=20.0)


def test_consent_gives_a_token_that_publishes(youtube: YouTube, tmp_path: Path) -> None:
    running = start(youtube, tmp_path)
    consent = browser(address(running))
    assert consent.status == 302
    assert b"Dailies has received the answer" in browser(consent.headers["location"]).data
    output, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, "")
    [query] = [request.query for request in youtube.asked("/auth")]
    assert set(query["scope"].split()) == set(WHY) == {UPLOAD, MANAGE}
    file = tmp_path / "youtube-token.json"
    assert f"YOUTUBE_TOKEN={file}" in output
    assert "canary" not in output
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(file.read_text())) == {"type", "client_id", "client_secret", "refresh_token", "made"}
    publishing = context(tmp_path, {**youtube.environment(), "YOUTUBE_TOKEN": str(file)})
    publisher(publishing).publish(edition(publishing.store))
    assert len(youtube.videos) == 1


@pytest.mark.integration
def test_a_token_is_for_an_account_and_its_channel_is_shown(youtube: YouTube, tmp_path: Path) -> None:
    running = start(youtube, tmp_path, "--account", "Science Daily")
    browser(browser(address(running)).headers["location"])
    output, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, "")
    assert "It publishes on the YouTube channel Channel 1 (UC1)." in output
    assert f"YOUTUBE_TOKEN_SCIENCE_DAILY={tmp_path / 'youtube-token-science-daily.json'}" in output
    assert "`account: science-daily`" in output


@pytest.mark.integration
@pytest.mark.parametrize(("name", "said"), [("url", "YOUTUBE_TOKEN_URL, which is a setting"), ("a/b", "letters")])
def test_a_name_that_no_account_can_have_is_refused(youtube: YouTube, tmp_path: Path, name: str, said: str) -> None:
    _, errors = start(youtube, tmp_path, "--account", name).communicate(timeout=60)
    assert said in errors


@pytest.mark.integration
def test_the_end_of_a_token_of_an_app_in_testing_is_kept(youtube: YouTube, tmp_path: Path) -> None:
    youtube.authority.refresh_seconds = 604_799
    running = start(youtube, tmp_path)
    asked_at = now()
    browser(browser(address(running)).headers["location"])
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, "")
    secret = (tmp_path / "youtube-token.json").read_text()
    end = Access(secret, f"{youtube.url}/token").end()
    assert end
    assert timedelta(days=7) - timedelta(seconds=2) <= end - asked_at <= timedelta(days=7, minutes=2)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("what", ["another state", "another code", "an error"])
def test_a_forged_or_failed_answer_gives_no_token(youtube: YouTube, tmp_path: Path, what: str) -> None:
    running = start(youtube, tmp_path)
    back = browser(address(running)).headers["location"]
    if what == "another state":
        back = re.sub(r"state=[^&]+", "state=forged", back)
    elif what == "another code":
        back = re.sub(r"code=[^&]+", "code=forged", back)
    else:
        back = re.sub(r"code=[^&]+", "error=access_denied", back)
    browser(back)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 6
    assert "Authorisation failed" in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "youtube-token.json").exists()
    assert bool(youtube.asked("/token")) is (what == "another code")


@pytest.mark.integration
def test_a_missing_scope_is_an_error(youtube: YouTube, tmp_path: Path) -> None:
    youtube.authority.scopes = {UPLOAD}
    running = start(youtube, tmp_path)
    browser(browser(address(running)).headers["location"])
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, "tick every box" in errors) == (6, True)


@pytest.mark.integration
def test_no_answer_and_a_missing_client_file_are_errors(youtube: YouTube, tmp_path: Path) -> None:
    running = start(youtube, tmp_path, "--wait", "0.2")
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, "sent no answer" in errors) == (6, True)
    running = start(youtube, tmp_path, "--client-secrets", str(tmp_path / "none.json"))
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, "Desktop app" in errors) == (2, True)


@pytest.mark.server
@pytest.mark.integration
def test_the_token_can_be_saved_as_a_block(prefect_server: None) -> None:
    save_block('{"refresh_token": "x"}', "youtube-token-science")
    services._block.cache_clear()
    try:
        shared = services.keys()
        assert "YOUTUBE_TOKEN" not in shared
        with services.using_account("science"):
            token = services.keys()["YOUTUBE_TOKEN"].get_secret_value()
    finally:
        Secret.delete("youtube-token-science")
        services._block.cache_clear()
    assert json.loads(token) == {"refresh_token": "x"}
