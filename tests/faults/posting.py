"""A process that posts a film through Upload-Post, to be killed."""

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from tasks.domain.edition import Edition
from tasks.providers.context import ProviderContext
from tasks.providers.uploadpost import UploadPostPublisher
from tests.providers.desks import desk_in
from tests.providers.publishing import Child
from tests.servers.uploadpost import KEY


def poster(home: Path, url: str, platform: str) -> UploadPostPublisher:
    """A publisher that asks without pause."""
    return UploadPostPublisher(desk(home, url), platform, poll=0.001, patience=20.0)


def desk(home: Path, url: str) -> ProviderContext:
    """A context whose Upload-Post is at this address."""
    return desk_in(home, {"uploadpost": KEY}, uploadpost_base_url=url, uploadpost_profile="main")


def post(given: Mapping[str, str], results: Connection) -> None:
    """Post the edition, and send the receipt."""
    os.environ["DAILIES_HOME"] = given["home"]
    publisher = poster(Path(given["home"]), given["url"], given["platform"])
    results.send(publisher.publish(Edition.model_validate_json(given["edition"])).model_dump_json())


def posting(home: Path, url: str, platform: str, to_post: Edition) -> Child:
    """Start posting in a child."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.providers.publishing"])
    receiver, sender = context.Pipe(duplex=False)
    given = {"home": str(home), "url": url, "platform": platform, "edition": to_post.model_dump_json()}
    process = context.Process(target=post, args=(given, sender), daemon=True)
    process.start()
    sender.close()
    return Child(process, receiver)
