"""Opens the client of the package openai, for OpenAI and for all servers with its API: on our sessions, one try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tasks.machine.network import http

if TYPE_CHECKING:
    import httpx
    from openai import APIStatusError, OpenAI


def opened(session: httpx.Client, *, key: str, base_url: str, seconds: float) -> OpenAI:
    """The client, which sends over this session. Retries are the stage's."""
    import openai  # noqa: PLC0415 - the import takes a second

    return openai.OpenAI(
        api_key=key,
        base_url=base_url,
        http_client=cast("Any", session),  # typed for httpx2, but takes httpx too
        max_retries=0,
        timeout=seconds,
    )


def body_of(error: APIStatusError) -> object:
    """What the server answered: JSON if it is any, else text."""
    try:
        return error.response.json()
    except http.NO_JSON:
        return error.response.text
