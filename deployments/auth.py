"""The command `auth`: a channel's owner consents once in a browser, and Dailies keeps a refresh token.

It uses OAuth for installed apps with PKCE: Google redirects the browser to a port of this machine. Only the refresh
token and the client's credentials are stored.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error
from pydantic import SecretStr, TypeAdapter, ValidationError

from deployments import up
from deployments.terminal import say
from tasks.domain.errors import BadInput, DailiesError, Permanent, SetupError, Transient
from tasks.domain.written import Account, account_variable
from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.providers.own_settings import account_faults
from tasks.providers.vendor import block_of
from tasks.providers.youtube import VENDOR, YouTubePublisher
from tasks.providers.youtube.access import END, MADE, SCOPES, end_in
from tasks.stagecraft import environment

WHY = {  # what each of the SCOPES is for
    SCOPES[0]: "upload videos and their thumbnails",
    SCOPES[1]: "add captions, check whether a video exists and is processed, and make it public",
}
HOW = (
    "In the Google Cloud console, enable the YouTube Data API v3, create an OAuth client of type Desktop app, download "
    "its JSON file and pass it as --client-secrets."
)


def parser() -> argparse.ArgumentParser:
    """The parser of `auth`, with a command for each vendor."""
    top = argparse.ArgumentParser(prog="python -m deployments auth", description="Authorise Dailies for an account.")
    youtube = top.add_subparsers(dest="vendor", required=True, metavar="VENDOR").add_parser(
        "youtube", help="let Dailies publish on a YouTube channel", description=HOW
    )
    youtube.add_argument(
        "--client-secrets",
        type=Path,
        default=Path("client_secret.json"),
        metavar="FILE",
        help="the OAuth client's JSON file (default: client_secret.json)",
    )
    youtube.add_argument(
        "--port", type=int, default=0, metavar="N", help="port for the browser's redirect; 0 picks a free one (default)"
    )
    youtube.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    youtube.add_argument(
        "--wait", type=float, default=300.0, metavar="S", help="seconds to wait for the browser (default: 300)"
    )
    youtube.add_argument(
        "--out", type=Path, metavar="FILE", help="file for the token (default: youtube-token.json in DAILIES_HOME)"
    )
    youtube.add_argument(
        "--save-block",
        action="store_true",
        help=f"save the token as the Prefect Secret block {block_of(VENDOR.key)}, not as a file",
    )
    youtube.add_argument(
        "--account",
        default="",
        metavar="NAME",
        help="the account that channels name in their files (account: NAME), for several YouTube channels",
    )
    return top


def main(argv: Sequence[str]) -> int:
    """Get and store a token. Returns the exit code."""
    options = parser().parse_args(argv)
    try:
        environment.prepare()
        account = account_name(options.account)
        key = account_variable(VENDOR.key, account)
        if options.save_block:
            find_server()
        token = consent(options.client_secrets, options.port, options.wait, browser=not options.no_browser)
        say(f"It publishes {whose(token)}")
        if options.save_block:
            save_block(token, block_of(key))
            users = f"Every channel with account: {account}" if account else "Every run of this server"
            say(f"Saved the token as the Prefect Secret block {block_of(key)}. {users} uses it.")
        else:
            name = "-".join(filter(None, ("youtube-token", account)))
            file = (options.out or home() / f"{name}.json").expanduser().resolve()
            save_file(file, token)
            say(f"Saved the token in {file}, which only you can read. Add to .env, or to the workers' environment:")
            say(f"{key}={file}")
            say(f"Or run this again with --save-block to save it as the Prefect Secret block {block_of(key)}.")
        if account:
            say(f"Channels that shall publish there have the line `account: {account}` in their files.")
        say("While the app's consent screen is in testing, the token expires after 7 days: publish the app.")
    except DailiesError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def account_name(written: str) -> str:
    """The account as channel files name it. Raises BadInput if it cannot be a name."""
    try:
        name: str = TypeAdapter(Account).validate_python(written)
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadInput(f"The account {written!r} cannot be a name: {reason}.") from error
    if faults := list(account_faults(name)):
        raise BadInput(" ".join(faults))
    return name


def whose(token: str) -> str:
    """On which YouTube channel the token publishes, in words; it is saved even if that cannot be asked now."""
    # Prefect reads its settings when it is first imported, so this must come after `find_server`.
    from tasks.stagecraft import services  # noqa: PLC0415

    context = replace(services.provider_context(), keys={VENDOR.key: SecretStr(token)})
    try:
        place = YouTubePublisher(context).place()
    except DailiesError as error:
        return f"on a YouTube channel that cannot be asked for its name now: {error}"
    return f"on the YouTube channel {place.title} ({place.id})."


def consent(client: Path, port: int, wait: float, *, browser: bool) -> str:
    """Ask for consent in a browser, and return the token as JSON of type authorized_user.

    `port` 0 picks a free one; `wait` is in seconds. Raises BadInput for a bad client file, Permanent if consent is
    refused or incomplete, Transient if the port or Google cannot be reached.
    """
    try:
        flow = InstalledAppFlow.from_client_secrets_file(str(client), scopes=list(SCOPES))
    except (OSError, ValueError) as error:
        raise BadInput(f"Cannot read the OAuth client {client} ({type(error).__name__}).", advice=HOW) from error
    flow.oauth2session.trust_env = False  # like all other requests, it ignores proxies in the environment
    say("Google will ask you to let Dailies:")
    for scope, why in WHY.items():
        say(f"  {scope.rpartition('/')[2]}: {why}")
    try:
        granted = flow.run_local_server(
            host="127.0.0.1",
            port=port,
            open_browser=browser,
            timeout_seconds=wait,
            authorization_prompt_message="Open this address in a browser that is signed in to the channel:\n{url}\n",
            success_message="Dailies has received the answer. You can close this window.",
            access_type="offline",  # asks for a refresh token
            prompt="consent",  # … which an account that consented before gets only if it is asked again
        )
    except WSGITimeoutError as error:
        raise Permanent(
            f"The browser sent no answer within {wait:.0f} s.",
            service="Google",
            advice="Run this again, and open the address.",
        ) from error
    except Warning as error:  # oauthlib raises this if the user did not grant all scopes
        raise Permanent(
            "Some permissions were not granted.", service="Google", advice="Run this again and tick every box."
        ) from error
    except OAuth2Error as error:
        raise Permanent(
            f"Authorisation failed ({error.error}).",
            service="Google",
            advice="Run this again; Google's page shows the reason.",
        ) from error
    except OSError as error:
        raise Transient(
            f"Cannot listen on port {port}, or cannot reach Google ({type(error).__name__}).",
            service="Google",
            advice="Check the network, or give another --port.",
        ) from error
    if not granted.refresh_token:
        raise Permanent(
            "Google sent no refresh token.",
            service="Google",
            advice="Remove the app at myaccount.google.com/permissions and run this again.",
        )
    token = {
        "type": "authorized_user",
        "client_id": granted.client_id,
        "client_secret": granted.client_secret,
        "refresh_token": granted.refresh_token,
        MADE: now().isoformat(timespec="seconds"),
    }
    if end := end_in(flow.oauth2session.token):
        token[END] = end.isoformat(timespec="seconds")
    return json.dumps(token)


def save_file(file: Path, token: str) -> None:
    """Write the token to a file that only its owner can read, at every moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(token + "\n")
    fresh.replace(file)


def find_server() -> None:
    """Set PREFECT_API_URL to the server that is up here, unless it is set. Raises SetupError if it cannot be used."""
    if not up.find_server():
        raise SetupError(
            "There is no server to save the block on.",
            advice="Start one with `python -m deployments up`, set PREFECT_API_URL, or leave out --save-block.",
        )
    # Prefect reads its settings when it is first imported, so this must come after `find_server`.
    from tasks.stagecraft import connection  # noqa: PLC0415

    connection.check()


def save_block(token: str, block: str) -> None:
    """Save the token as the Prefect Secret block of this name, replacing an older one."""
    # Prefect reads its settings when it is first imported, so this must come after `find_server`.
    from prefect.blocks.system import Secret  # noqa: PLC0415

    Secret(value=token).save(block, overwrite=True)
