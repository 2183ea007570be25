"""Asks for one picture with OpenAI's client, without its retries, and maps every failure to an error of Dailies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tasks.domain.errors import BadAnswer, Declined, NoKey, ServiceError, SetupError, Transient
from tasks.domain.values import Frozen
from tasks.machine.network import http
from tasks.machine.network.hosts import belongs_to
from tasks.providers.context import ProviderContext
from tasks.providers.made.refusals import SERVICE, error_of
from tasks.providers.made.settings import KEY, OPENAI_KEY, ImageSettings
from tasks.providers.openai_api import body_of, opened

UNKEYED = "none"  # the client wants a key, even for a server that wants none


class Answer(Frozen):
    """A picture in base64, or where it is, and the tokens that it cost."""

    base64: str = ""
    url: str = ""
    tokens_in: int = 0
    tokens_seen: int = 0  # of them, those of the picture to follow
    tokens_out: int = 0
    request: str = ""


def key_of(context: ProviderContext) -> str:
    """The key for the server. OpenAI's own address takes the chat's key, too. Raises NoKey if it would get none."""
    base_url = context.settings(ImageSettings).base_url
    at_openai = belongs_to(base_url, "openai.com")
    for name in (KEY, *([OPENAI_KEY] if at_openai else [])):
        if name in context.keys:
            return context.key(name)
    if at_openai:
        raise NoKey(
            f"Pictures cannot be made: neither {KEY} nor {OPENAI_KEY} is set.",
            advice="Set one, set OPENAI_IMAGE_BASE_URL to a server of yours, or remove made from the channel's file.",
        )
    return UNKEYED


def ask(context: ProviderContext, body: dict[str, Any], like: bytes = b"") -> Answer:
    """The server's answer; if there is a picture to follow, it edits that.

    Raises ServiceError; no error holds the request, whose headers carry the key.
    """
    import openai  # noqa: PLC0415 - the import takes a second

    key, settings = key_of(context), context.settings(ImageSettings)
    if urlsplit(settings.base_url).scheme not in {"http", "https"}:
        raise SetupError(
            f"OPENAI_IMAGE_BASE_URL={settings.base_url} is no web address.", advice="Set http://127.0.0.1:8080/v1."
        )
    sent = dict(body)
    more = {"seed": sent.pop("seed")} if "seed" in sent else None
    failure: ServiceError
    with http.client(settings.seconds) as session:
        try:
            client = opened(session, key=key, base_url=settings.base_url, seconds=settings.seconds)
            if like:
                made = client.images.edit(**sent, image=("like.jpg", like, "image/jpeg"), extra_body=more)
            else:
                made = client.images.generate(**sent, extra_body=more)
            return _answer(made, settings.model)
        except openai.APITimeoutError:
            failure = Transient(
                f"The image server did not answer within {settings.seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or raise OPENAI_IMAGE_SECONDS.",
            )
        except openai.APIConnectionError as error:
            cause = error.__cause__
            failure = http.unreachable(SERVICE, cause if isinstance(cause, Exception) else error)
        except openai.APIStatusError as error:
            secret = "" if key == UNKEYED else key
            headers, given = error.response.headers, bool(like)
            failure = error_of(error.status_code, body_of(error), headers, settings.model, secret, editing=given)
        except (openai.OpenAIError, *http.NO_JSON):
            failure = _strange()
    # Raised outside the handlers: inside one, the error would carry the client's own, with the key, as its context.
    raise failure


def _answer(response: object, model: str) -> Answer:
    """Raises Declined if there is no picture in it, as some servers answer what they do not want to make."""
    from openai.types import ImagesResponse  # noqa: PLC0415 - see `ask`

    # The client does not check what it receives: it may be a page, or JSON of another shape.
    if not isinstance(response, ImagesResponse) or not isinstance(response.data, list | None):
        raise _strange()
    picture = response.data[0] if response.data else None
    base64, url = getattr(picture, "b64_json", None), getattr(picture, "url", None)
    if not base64 and not url:
        raise Declined(
            f"{model} sent no picture for this scene.", service=SERVICE, advice="Describe the scene otherwise."
        )
    counted = [getattr(response.usage, name, 0) for name in ("input_tokens", "output_tokens")]
    tokens_in, tokens_out = (count if isinstance(count, int) else 0 for count in counted)
    details = getattr(response.usage, "input_tokens_details", None)
    seen = getattr(details, "image_tokens", 0)
    return Answer(
        tokens_seen=seen if isinstance(seen, int) else 0,
        base64=str(base64 or ""),
        url="" if base64 else str(url),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        request=response._request_id or "",
    )


def _strange() -> BadAnswer:
    return BadAnswer(
        "OPENAI_IMAGE_BASE_URL returned a response that is not in OpenAI's format.",
        service=SERVICE,
        advice="Check OPENAI_IMAGE_BASE_URL, or try again later.",
    )
