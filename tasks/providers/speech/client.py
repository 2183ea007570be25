"""Sends one request to the user's speech server, and maps every failure to an error of Dailies."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from tasks.domain.errors import BadAnswer, NoKey, Permanent, ServiceError, SetupError, Transient, Unavailable, WrongKey
from tasks.machine.network import http
from tasks.providers.context import ProviderContext
from tasks.providers.speech.settings import KEY, SpeechSettings

SERVICE = "The speech server"
VARIABLE = "OPENAI_SPEECH_BASE_URL"
MAX_BYTES = 200_000_000  # of an answer: minutes of uncompressed speech in base64


def address(context: ProviderContext) -> str:
    """The address of the API, which ends in /v1 if the setting names the host alone."""
    given = context.settings(SpeechSettings).base_url.strip().rstrip("/")
    if not given:
        raise NoKey(f"{VARIABLE} is not set.", advice="Set it to your speech server's address, or name another voice.")
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SetupError(f"{VARIABLE}={given} is no web address.", advice="Set http://127.0.0.1:8880/v1, for example.")
    return given if parts.path else f"{given}/v1"


def check_reachable(context: ProviderContext) -> None:
    """Raises Unavailable if nothing listens at the address."""
    if not http.reachable(address(context)):
        raise Unavailable(
            f"No speech server answers at {address(context)}.",
            service=SERVICE,
            advice=f"Start it, check {VARIABLE}, or choose another voice.",
        )


def ask(
    context: ProviderContext,
    method: str,
    url: str,
    *,
    json_body: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> http.Response:
    """The response, whatever its status. Raises Transient if there is none in time."""
    seconds, key = context.settings(SpeechSettings).seconds, context.keys.get(KEY)
    authorization = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        return http.exchange(
            method,
            url,
            service=SERVICE,
            seconds=seconds,
            max_bytes=MAX_BYTES,
            headers={**authorization, **(headers or {})},
            json_body=json_body,
            content=content,
        )
    except Transient:
        raise Transient(
            f"The speech server at {address(context)} gave no answer within {seconds:.0f} s, or the connection broke.",
            service=SERVICE,
            advice=f"Check that it runs and {VARIABLE}. OPENAI_SPEECH_SECONDS says how long Dailies waits.",
        ) from None


def refusal(context: ProviderContext, response: http.Response, voice: str, model: str) -> ServiceError:
    """The error for a response that is not a success, with the server's own words."""
    said = said_by(response, context)
    quoted = f": {said}" if said else ""
    if response.status in {401, 403}:
        return WrongKey(
            f"The speech server refuses access ({response.status}){quoted}.",
            service=SERVICE,
            advice=f"Set {KEY} to the server's key.",
        )
    if response.status in {400, 404, 405, 413, 422}:
        return Permanent(
            f"The speech server refuses the voice {voice!r} of the model {model!r} ({response.status}){quoted}.",
            service=SERVICE,
            advice=f"Check the channel's voice, speech:MODEL/VOICE, and {VARIABLE}.",
        )
    if response.status >= 500:
        return Transient(
            f"The speech server failed ({response.status}){quoted}.", service=SERVICE, advice="Read the server's log."
        )
    return http.failure(response, SERVICE)


def said_by(response: http.Response, context: ProviderContext) -> str:
    """What the server says in its error, on one line; the servers write it in one of five shapes, or not at all."""
    try:
        body = response.json(SERVICE)
    except BadAnswer:
        return ""
    detail = body.get("detail") or body.get("error") or body.get("message") if isinstance(body, dict) else body
    if isinstance(detail, dict):
        detail = detail.get("message") or detail.get("error") or ""
    elif isinstance(detail, list):
        faults = [fault for fault in detail if isinstance(fault, dict)]
        detail = "; ".join(f"{'.'.join(map(str, fault.get('loc', ())))}: {fault.get('msg', '')}" for fault in faults)
    key = context.keys.get(KEY)
    text = str(detail or "").replace(key.get_secret_value(), "(key)") if key else str(detail or "")
    return " ".join(text.split())[:300].rstrip(".")
