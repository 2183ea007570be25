"""Shows small stills of what was found to a model with eyes, once a short and before anything large is fetched.

The look can be done without: where it fails, the words of titles and descriptions decide alone, and a note says so.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from PIL import Image

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, ServiceError, WrongKey
from tasks.domain.story import Candidate, Scene
from tasks.domain.values import replaced
from tasks.domain.views import Row, View, numbered, rows_of, told
from tasks.machine.media.sheets import sheets, small
from tasks.providers import Eyes, registry
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import fetched
from tasks.stagecraft import services, telemetry

log = logging.getLogger(__name__)
AT_ONCE = 4  # stills that are fetched; each host gets fewer


def eyes_of(channel: Channel) -> tuple[str, ...]:
    """The vendors that can look for this channel: those that write its scripts."""
    names = [name for setting in services.chain("writer", channel.writer) for name in registry.writing(setting)]
    context = services.provider_context()
    return tuple(name for name in dict.fromkeys(names) if registry.can_see(name, context))


def look(
    eyes: Eyes,
    matched: Mapping[int, Sequence[Candidate]],
    scenes: Sequence[Scene],
    context: ProviderContext,
    *,
    patient: bool = False,
) -> tuple[tuple[View, ...], str]:
    """What the eyes say of the candidates, and a note.

    Raises WrongKey; with `patient`, an error that passes, too: the stage retries.
    """
    rows, stills = _visible(rows_of(matched, scenes), context)
    if not rows:
        return (), ""
    drawn = [[(number, stills[one.url]) for number, one in row] for row in numbered(rows)]
    try:
        views = eyes.choose(rows, sheets(drawn))
    except ServiceError as error:
        if isinstance(error, WrongKey) or (patient and error.worth_retrying):
            raise
        telemetry.warn(f"Nobody looked at what was found: {error}")
        return (), f"Nobody looked at what was found: {error.message}"
    context.count("pictures_refused", sum(len(view.wrong) for view in views))
    return views, told(eyes.maker, rows, views)


def _visible(rows: Sequence[Row], context: ProviderContext) -> tuple[tuple[Row, ...], Mapping[str, Image.Image]]:
    """The rows without candidates whose stills cannot be had (words alone decide on them), and the stills."""
    asked = [one for row in rows for one in row.candidates]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(copy_context().run, _still, one, context) for one in asked]
    stills: dict[str, Image.Image] = {}
    for one, job in zip(asked, waiting, strict=True):
        try:
            stills[one.url] = job.result()
        except (BadInput, ServiceError) as error:
            log.info("Nobody looks at %s: %s", one.credit.title or one.url, error)
    left = (replaced(row, candidates=tuple(one for one in row.candidates if one.url in stills)) for row in rows)
    return tuple(row for row in left if row.candidates), stills


def _still(candidate: Candidate, context: ProviderContext) -> Image.Image:
    return small(fetched(candidate.thumb, context), candidate.credit.title or candidate.thumb)
