"""Where people watch a run's film: on the server's page for films, which deployments/films.py serves.

Not every server has that page, Prefect's own has not. So a run asks its server before it names an address.
"""

import platform
from datetime import date

import httpx
from prefect.settings import PREFECT_UI_URL

from tasks.domain.edition import Film, Receipt
from tasks.domain.film.subtitles import vtt
from tasks.domain.story import Story
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.films import list_film
from tasks.machine.storage.ledger import ledger
from tasks.stagecraft.environment import server_to_keep

HERE = "Dailies shows films here."  # what the page answers
SECONDS = 5  # to wait for it


def show(
    channel: str, day: date, story: Story, timeline: Timeline, video: Artifact, receipt: Receipt | None = None
) -> str:
    """Let people watch a film, with the place where it is once it is published.

    Returns the address of the film's page; empty if this run's server has none.
    """
    film = Film(
        video=video,
        channel=channel,
        day=day,
        title=story.script.title,
        captions=vtt(timeline.captions.spoken, timeline.output.fps),
        host=platform.node(),
        folder=receipt.folder if receipt else "",
        location=receipt.location if receipt else "",
    )
    list_film(film, ledger())
    pages = _films_page()
    return f"{pages}/films/{film.key}" if pages else ""


def _films_page() -> str:
    """The address of this run's server for browsers, if it shows films; else empty."""
    api = server_to_keep()
    if not api:
        return ""  # the server in a command ends with it
    server = api.removesuffix("/api")
    try:
        shows = httpx.get(f"{server}/films/", timeout=SECONDS).text.startswith(HERE)
    except httpx.HTTPError:
        return ""
    return (PREFECT_UI_URL.value() or server).rstrip("/") if shows else ""
