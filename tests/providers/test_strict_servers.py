"""The local services refuse what the real ones refuse: else a wrong request of ours would pass here and fail there.

OpenAI's and SerpApi's are tried in `test_openai_desk` and `test_serpapi`, YouTube's is held to Google's own document.
"""

from pathlib import Path

import pytest

from tasks.domain.errors import Permanent
from tasks.machine.network.http import exchange
from tasks.providers.uploadpost.api import Api
from tests.providers.desks import desk_in
from tests.servers.archive import Archive
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import ROGER
from tests.servers.nasa import Nasa
from tests.servers.openverse import Openverse
from tests.servers.pexels import KEY as PEXELS_KEY
from tests.servers.pexels import Pexels
from tests.servers.pixabay import KEY as PIXABAY_KEY
from tests.servers.pixabay import Pixabay
from tests.servers.uploadpost import KEY as UPLOADPOST_KEY
from tests.servers.uploadpost import UploadPost
from tests.servers.wikimedia import Wikimedia
from tests.servers.wire import Vendor

IDS = ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model_id": "eleven_v3", "previous_text": "Before."}, "not yet supported"),
        ({"model_id": "eleven_v4", "next_text": "After."}, "not yet supported"),
        ({"model_id": "eleven_v3", "voice_settings": {"stability": 0.4}}, "stability"),
        ({"model_id": "eleven_v3", "text": "a " * 2501}, "5000 characters"),
        ({"model_id": "eleven_v9"}, "does not exist"),
        ({"previous_request_ids": IDS[:4]}, "At most 3"),
        ({"language_code": "english"}, "ISO 639-1"),
        ({"voice_settings": {"speed": 1.5}}, "speed"),
        ({"seed": 2**32}, "seed"),
        ({"voice": "x"}, "voice"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_elevenlabs(change: dict[str, object], words: str) -> None:
    with ElevenLabsServer() as server:
        answer = exchange(
            "POST",
            f"{server.url}/v1/text-to-speech/{ROGER}/with-timestamps",
            service="it",
            params={"output_format": "pcm_24000"},
            headers={"xi-api-key": server.key},
            json_body={"text": "A kettle sings.", "model_id": "eleven_multilingual_v2", **change},
        )
        assert answer.status in {400, 422}
        assert words in str(answer.json("it"))
        assert server.used == 0


GOOD_COMMONS = {
    "action": "query",
    "format": "json",
    "formatversion": "2",
    "generator": "search",
    "gsrnamespace": "6",
    "gsrsearch": "filetype:bitmap lighthouse",
    "prop": "imageinfo",
    "iiurlwidth": "1920",
}
SEARCHES: list[tuple[type[Vendor], str, dict[str, str], dict[str, str]]] = [
    (Openverse, "/v1/images/", {"q": "lighthouse"}, {"category": "nonsense"}),
    (Openverse, "/v1/images/", {"q": "lighthouse"}, {"page_size": "50"}),
    (Openverse, "/v1/images/", {"q": "lighthouse"}, {"license": "free"}),
    (Wikimedia, "/commons/w/api.php", GOOD_COMMONS, {"gsrlimit": "51"}),
    (Wikimedia, "/commons/w/api.php", GOOD_COMMONS, {"prop": "videoinfo"}),
    (Wikimedia, "/commons/w/api.php", GOOD_COMMONS, {"width": "1920"}),
    (Pexels, "/v1/videos/search", {"query": "lighthouse"}, {"per_page": "81"}),
    (Pexels, "/v1/videos/search", {"query": "lighthouse"}, {"orientation": "upright"}),
    (Pixabay, "/api/videos/", {"key": PIXABAY_KEY, "q": "lighthouse"}, {"per_page": "2"}),
    (Pixabay, "/api/videos/", {"key": PIXABAY_KEY, "q": "lighthouse"}, {"q": "lighthouse " * 12}),
    (Nasa, "/search", {"q": "moon", "media_type": "video"}, {"media_type": "film"}),
    (Archive, "/advancedsearch.php", {"q": "(lighthouse) AND mediatype:movies", "output": "json"}, {"output": "yaml"}),
]


@pytest.mark.parametrize(
    ("vendor", "path", "good", "change"), SEARCHES, ids=[f"{each[0].__name__} {each[3]}" for each in SEARCHES]
)
def test_searches(vendor: type[Vendor], path: str, good: dict[str, str], change: dict[str, str]) -> None:
    headers = {"User-Agent": "Dailies/0 (ops@example.org)", "Authorization": PEXELS_KEY}
    with vendor() as server:
        for params, refused in ((good, False), ({**good, **change}, True)):
            answer = exchange("GET", f"{server.url}{path}", service="it", params=params, headers=headers)
            error = answer.status >= 400 or "mediawiki-api-error" in answer.headers
            assert error is refused, params


POST = {
    "user": "main",
    "platform[]": "tiktok",
    "title": "Tides",
    "privacy_level": "PUBLIC_TO_EVERYONE",
    "post_mode": "DIRECT_POST",
    "is_aigc": "true",
}
REQUEST = "5f2a9c1d-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("change", "request_id", "words"),
    [
        ({"platform[]": "myspace"}, REQUEST, "platform"),
        ({"user": "nobody"}, REQUEST, "user"),
        ({"user": "empty"}, REQUEST, "account"),
        ({"title": "tide " * 441}, REQUEST, "title"),
        ({"privacy_level": "EVERYBODY"}, REQUEST, "privacy_level"),
        ({"media_type": "REELS"}, REQUEST, "media_type"),
        ({}, "7", "request_id"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_upload_post(change: dict[str, str], request_id: str, words: str, tmp_path: Path) -> None:
    with UploadPost() as server:
        api = Api(server.url, UPLOADPOST_KEY, desk_in(tmp_path, {}).spending)
        with pytest.raises(Permanent, match=f"Invalid: .*{words}"):
            api.upload(request_id, list({**POST, **change}.items()), b"film")
        assert server.posts == []
        api.upload(REQUEST, list(POST.items()), b"film")
        assert len(server.posts) == 1


def test_wikimedia_sends_no_width_but_its_own() -> None:
    headers = {"User-Agent": "Dailies/0 (ops@example.org)"}
    with Wikimedia() as server:
        for width, status in ((1920, 200), (1900, 429)):
            url = f"{server.url}/upload/thumb/{width}px-7000-{width}x1080.jpg"
            assert exchange("GET", url, service="it", headers=headers).status == status
