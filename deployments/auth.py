"""The one-time consent of a channel's owner: a browser, Google's question, and a token to keep.

An installed app with PKCE: the answer comes back to a port of this machine, and nothing is kept but what refreshes.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error

from deployments import up
from deployments.terminal import say
from tasks.domain.errors import BadInput, DailiesError, Permanent, SetupError, Transient
from tasks.machine.home import home
from tasks.providers.youtube import VENDOR
from tasks.stagecraft import environment

SCOPES = {  # and what each is for
    "https://www.googleapis.com/auth/youtube.upload": "uploading videos and their thumbnails",
    "https://www.googleapis.com/auth/youtube.force-ssl": "captions, looking whether a video is processed or there "
    "already, and making it public",
}
HOW = (
    "In the Google Cloud console, enable the YouTube Data API v3, make an OAuth client of type Desktop app, download "
    "its JSON and name it with --client-secrets."
)
BLOCK = VENDOR.secret_block


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m deployments auth", description="Let Dailies act for an account.")
    youtube = top.add_subparsers(dest="vendor", required=True, metavar="VENDOR").add_parser(
        "youtube", help="let Dailies publish on a YouTube channel", description=HOW
    )
    youtube.add_argument(
        "--client-secrets",
        type=Path,
        default=Path("client_secret.json"),
        metavar="FILE",
        help="the OAuth client's JSON (client_secret.json)",
    )
    youtube.add_argument("--port", type=int, default=0, metavar="N", help="port that the browser comes back to; 0: any")
    youtube.add_argument("--no-browser", action="store_true", help="only print the address to open")
    youtube.add_argument("--wait", type=float, default=300.0, metavar="S", help="seconds to wait for the browser (300)")
    youtube.add_argument("--out", type=Path, metavar="FILE", help="where to keep the token (in DAILIES_HOME)")
    youtube.add_argument(
        "--save-block", action="store_true", help=f"keep it as the Prefect Secret block {BLOCK} instead of a file"
    )
    return top


def main(argv: Sequence[str]) -> int:
    options = parser().parse_args(argv)
    try:
        environment.prepare()
        if options.save_block:
            find_server()
        token = consent(options.client_secrets, options.port, options.wait, browser=not options.no_browser)
        if options.save_block:
            save_block(token)
            say(f"Kept as the Prefect Secret block {BLOCK}: every run of this server finds it.")
        else:
            file = (options.out or home() / "youtube-token.json").expanduser().resolve()
            save_file(file, token)
            say(f"Kept in {file}, which only you can read. Put this into .env or the environment of the workers:")
            say(f"{VENDOR.key}={file}")
            say(f"Or run again with --save-block to keep it as the Prefect Secret block {BLOCK}.")
        say("While the app's consent screen is in testing, Google ends the token after 7 days: publish the app.")
    except DailiesError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def consent(client: Path, port: int, wait: float, *, browser: bool) -> str:
    """The authorised user's JSON: the form in which the token is kept."""
    try:
        flow = InstalledAppFlow.from_client_secrets_file(str(client), scopes=list(SCOPES))
    except (OSError, ValueError) as error:
        raise BadInput(f"The OAuth client {client} cannot be read ({type(error).__name__}).", advice=HOW) from error
    flow.oauth2session.trust_env = False  # no proxy from the environment, as everywhere
    say("Google will ask for:")
    for scope, why in SCOPES.items():
        say(f"  {scope.rpartition('/')[2]}: {why}")
    try:
        granted = flow.run_local_server(
            host="127.0.0.1",
            port=port,
            open_browser=browser,
            timeout_seconds=wait,
            authorization_prompt_message="Open this address where you are signed in to the channel:\n{url}\n",
            success_message="Dailies has its answer. You may close this window.",
            access_type="offline",  # a token that refreshes
            prompt="consent",  # … also where the account has agreed before
        )
    except WSGITimeoutError as error:
        raise Permanent(
            f"No answer came within {wait:.0f} s.", service="Google", advice="Run again, and open the address."
        ) from error
    except Warning as error:  # oauthlib's way to say that fewer scopes were ticked
        raise Permanent(
            "Not everything that was asked for was granted.", service="Google", advice="Run again and tick every box."
        ) from error
    except OAuth2Error as error:
        raise Permanent(
            f"Google did not agree ({error.error}).", service="Google", advice="Run again; Google's page says why."
        ) from error
    except OSError as error:
        raise Transient(
            f"Port {port} cannot be listened on, or Google cannot be reached ({type(error).__name__}).",
            service="Google",
            advice="Check the network, or give another --port.",
        ) from error
    if not granted.refresh_token:
        raise Permanent(
            "Google gave no token that lasts.",
            service="Google",
            advice="Remove the app at myaccount.google.com/permissions and run again.",
        )
    kept = {
        "type": "authorized_user",
        "client_id": granted.client_id,
        "client_secret": granted.client_secret,
        "refresh_token": granted.refresh_token,
    }
    return json.dumps(kept)


def save_file(file: Path, token: str) -> None:
    """Readable by its owner alone from its first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(token + "\n")
    fresh.replace(file)


def find_server() -> None:
    """Before anybody is asked to consent."""
    if os.environ.get("PREFECT_API_URL"):
        return
    if not up.is_up():
        raise SetupError(
            "There is no server to keep a block.",
            advice="Start one with `python -m deployments up`, set PREFECT_API_URL, or leave --save-block out.",
        )
    os.environ["PREFECT_API_URL"] = up.record().api


def save_block(token: str) -> None:
    # Prefect reads its settings when it is first imported: only now is it time.
    from prefect.blocks.system import Secret  # noqa: PLC0415

    Secret(value=token).save(BLOCK, overwrite=True)
