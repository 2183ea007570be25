"""Has the server transcribe what it spoke, to learn when each word begins; speaches can, if it has a model for it."""

import httpx
from pydantic import BaseModel, ValidationError

from tasks.domain.errors import Transient
from tasks.providers.context import ProviderContext
from tasks.providers.speech.client import SERVICE, ask, said_by

TASK = "automatic-speech-recognition"


def listen(context: ProviderContext, at: str, sound: bytes) -> list[tuple[str, float, float]]:
    """(word, start, end) of each word that the server hears, in seconds; empty if it has no model that listens."""
    model = _listener(context, at)
    if not model:
        return []
    form = httpx.Request(
        "POST",
        f"{at}/audio/transcriptions",
        files=[
            ("file", ("speech.wav", sound, "audio/wav")),
            ("model", (None, model)),
            ("response_format", (None, "verbose_json")),
            ("timestamp_granularities[]", (None, "word")),
        ],
    )
    response = ask(
        context,
        "POST",
        str(form.url),
        content=form.read(),
        headers={"Content-Type": form.headers["content-type"]},
    )
    if response.status >= 500:
        said = said_by(response, context)
        raise Transient(
            f"The speech server cannot listen ({response.status}): {said or 'it does not say why'}.",
            service=SERVICE,
            advice="Read the server's log.",
        )
    try:
        words = _Transcript.model_validate_json(response.data).words if response.status < 300 else None
    except ValidationError:
        words = None
    return [(word.word, word.start, word.end) for word in words or ()]


def _listener(context: ProviderContext, at: str) -> str:
    """The first model that the server says listens; empty if it names none. OpenAI's own list names no tasks."""
    response = ask(context, "GET", f"{at}/models")
    try:
        models = _Models.model_validate_json(response.data).data if response.status < 300 else []
    except ValidationError:
        models = []
    return next((model.id for model in models if model.task == TASK), "")


class _Model(BaseModel):
    id: str
    task: str = ""


class _Models(BaseModel):
    data: list[_Model]


class _Word(BaseModel):
    word: str
    start: float
    end: float


class _Transcript(BaseModel):
    words: list[_Word] | None = None
